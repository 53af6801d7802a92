import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginsOf, requireEngine } from "../../../cli/engines/requirements.ts";
import { planStackFile } from "../../../infra/stack-file.ts";
import { committedStack } from "../../helpers/committed-stacks.ts";

const plan = (stack: string) => planStackFile(stack, committedStack(stack)).plan!;

describe("engine requirements", () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "stackmark-engine-"))));
  afterEach(() => rmSync(dir, { recursive: true }));
  const nobody = () => ({ root: dir, env: { PATH: dir } });

  it("a stack requires the plugins of its clouds, and those for what runs on its machines", () => {
    assert.deepEqual(pluginsOf([plan("local")]), []);
    assert.deepEqual(pluginsOf([plan("single")]), ["azure-native", "command", "kubernetes"]);
    assert.deepEqual(pluginsOf([plan("single"), plan("multicloud")]), ["azure-native", "command", "gcp", "kubernetes"]);
  });

  it("a missing Pulumi CLI is reported for all stacks at once, with how to install it", () => {
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

  it("nothing is required for local stacks, with Pulumi installed, or with `--engine embedded`", () => {
    requireEngine(nobody(), [plan("local")], "auto");
    requireEngine({ root: dir, env: { PATH: dir, PULUMI_CONFIG_PASSPHRASE: "x" } }, [plan("single")], "embedded");
    writeFileSync(join(dir, "pulumi"), "");
    chmodSync(join(dir, "pulumi"), 0o755);
    requireEngine(nobody(), [plan("single")], "auto");
  });

  it("a missing passphrase is reported before anything starts, unless all stacks are named local*", () => {
    const withEnv = (env: NodeJS.ProcessEnv) => ({ root: dir, env: { PATH: dir, ...env } });
    const mine = { ...plan("local"), stack: "mine" };
    for (const choice of ["auto", "embedded"] as const)
      assert.throws(() => requireEngine(nobody(), [plan("local"), mine], choice), {
        ...{ code: "PASSPHRASE_MISSING", exitCode: 2 },
        message: /^mine: requires a passphrase[^]*Nothing was started[^]*set PULUMI_CONFIG_PASSPHRASE/,
      });
    requireEngine(withEnv({ PULUMI_CONFIG_PASSPHRASE: "" }), [mine], "auto");
    requireEngine(withEnv({ PULUMI_CONFIG_PASSPHRASE_FILE: "secret" }), [mine], "auto");
  });
});
