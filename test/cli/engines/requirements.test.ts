import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginsOf, requireEngine } from "../../../cli/engines/requirements.ts";
import { planStackFile } from "../../../infra/stack-file/index.ts";
import { committedStack } from "../../helpers/committed-stacks.ts";

const plan = (stack: string) => planStackFile(stack, committedStack(stack)).plan!;

describe("what a stack needs of its engine", () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "stackmark-engine-"))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const nobody = () => ({ root: dir, env: { PATH: dir } });

  it("is the plugins of its clouds, and of what runs on its machines", () => {
    assert.deepEqual(pluginsOf([plan("local")]), []);
    assert.deepEqual(pluginsOf([plan("single")]), ["azure-native", "command", "kubernetes"]);
    assert.deepEqual(pluginsOf([plan("single"), plan("multicloud")]), ["azure-native", "command", "gcp", "kubernetes"]);
  });

  it("is said of all stacks at once where the Pulumi CLI is not there, with how to get it", () => {
    const plans = ["local", "single", "multicloud"].map(plan);
    assert.throws(
      () => requireEngine(nobody(), plans, "auto"),
      ({ code, exitCode, message }) => {
        assert.deepEqual([code, exitCode], ["PULUMI_MISSING", 2]);
        assert.match(
          message,
          /^single, multicloud: .*\(azure-native, command, gcp, kubernetes\).* Nothing was started/,
        );
        assert.match(message, /docs\/install[^]*pulumi login/);
        return true;
      },
    );
  });

  it("is nothing for local stacks, for who has Pulumi, and for who asks for the embedded engine", () => {
    requireEngine(nobody(), [plan("local")], "auto");
    requireEngine(nobody(), [plan("single")], "embedded");
    writeFileSync(join(dir, "pulumi"), "");
    chmodSync(join(dir, "pulumi"), 0o755);
    requireEngine(nobody(), [plan("single")], "auto");
  });
});
