/** A canary in the lab: users are divided by its pods as planned, and a slow one is found and taken out. */
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inside, machineOf } from "../../../lab/phases/checks/nodes.ts";
import { Operator } from "../../../lab/phases/operator.ts";
import { writeStackFile } from "../../../lab/phases/project.ts";
import { labSettings, labStackFile } from "../../../lab/phases/stack-file.ts";
import type { LabClient } from "../../../lab/server/client.ts";
import { endLab, startLab } from "../../../lab/server/start.ts";
import type { CanaryReport } from "../../../results/canary/index.ts";
import { root } from "../../helpers/imports.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const APPLICATIONS = join(root, "test/fixtures/lab/applications");
const STACK = "canary";
const LEVELS = [{ name: "low", users: 20, spawnRatePerS: 20, durationS: 32 }];

describe("a canary in the lab", function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this, 10);
  });

  it("its share lies within its interval, a slow one is worse, and then it is taken out", async () => {
    const dir = join(folder.path, "lab");
    const lab = await startLab(dir, () => undefined);
    try {
      await rehearse(dir, lab);
    } finally {
      await endLab(dir);
    }
  });

  async function rehearse(dir: string, lab: LabClient): Promise<void> {
    const status = await lab.status();
    const operator = new Operator({ dir, namespace: status.operator.namespace, passphrase: lab.passphrase });
    const text = readFileSync(join(APPLICATIONS, "Pulumi.canary.yaml"), "utf8");
    const project = writeStackFile(dir, STACK, labStackFile(text, labSettings(status, LEVELS)));
    cpSync(APPLICATIONS, project, { recursive: true, filter: (file) => !/Pulumi\..*\.yaml$/.test(file) });
    const run = async (expected: number, ...args: string[]): Promise<string> => {
      const { exitCode, stdout } = await operator.stackmark([...args, "--engine", "embedded"], { merges: true });
      assert.equal(exitCode, expected, `stackmark ${args.join(" ")}:\n${stdout.split("\n").slice(-40).join("\n")}`);
      return stdout;
    };
    const kubectl = async (...args: string[]): Promise<string> =>
      (await inside(machineOf((await lab.status()).machines, "server"), ["k3s", "kubectl", ...args])).trim();
    const podsOf = async (): Promise<string[]> => {
      const names = await kubectl(
        "-n",
        "versions",
        "get",
        "pods",
        "-o",
        "name",
        "--field-selector=status.phase=Running",
      );
      return names.split("\n").map((name) => name.replace(/^pod\/(.*)-[^-]+-[^-]+$/, "$1"));
    };

    await run(0, "up", STACK);
    assert.deepEqual((await podsOf()).sort(), ["web", "web", "web", "web-canary"]);
    const { split, comparison } = JSON.parse(
      await operator.mustSucceed(["canary", STACK, "--json", "--engine", "embedded"]),
    ) as CanaryReport;
    console.log(`    ${JSON.stringify(split)}`);
    assert.deepEqual([split.unit, split.planned, split.unknown], ["connections", 0.25, 0]);
    assert.ok(split.stable + split.canary > 500, `${split.stable} + ${split.canary} connections`);
    assert.equal(split.isAsPlanned, true, JSON.stringify(split.share));
    assert.equal(comparison!.verdicts.verdict, "worse", comparison!.headline.text);

    const said = await run(4, "canary", STACK, "--abort-on", "worse");
    assert.match(said, /All users get the stable version/);
    assert.ok(!(await podsOf()).includes("web-canary"));

    await run(0, "destroy", STACK);
    assert.deepEqual((await lab.status()).resources, []);
  }
});
