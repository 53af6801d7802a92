/** An autoscaler, and a study with one, on the lab's Kubernetes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inside, machineOf } from "../../../lab/phases/checks/nodes.ts";
import { Operator } from "../../../lab/phases/operator.ts";
import { writeStackFile } from "../../../lab/phases/project.ts";
import { labSettings, labStackFile } from "../../../lab/phases/stack-file.ts";
import type { LabClient } from "../../../lab/server/client.ts";
import { endLab, startLab } from "../../../lab/server/start.ts";
import type { ScalingStudy } from "../../../results/scaling/index.ts";
import { root } from "../../helpers/imports.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const STACK = "scaled";
const FILE = join(root, "test/fixtures/lab/applications/Pulumi.autoscaled.yaml");
/** Kubernetes looks every 15 s at what metrics-server has read as often. */
const LEVELS = [{ name: "high", users: 40, spawnRatePerS: 20, durationS: 100 }];

describe("autoscaling in the lab", function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this, 10);
  });

  it("replicas are added under load, and a study has each variant in its tables", async () => {
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
    writeStackFile(dir, STACK, labStackFile(readFileSync(FILE, "utf8"), labSettings(status, LEVELS)));
    const run = (...args: string[]): Promise<string> => operator.mustSucceed([...args, "--engine", "embedded"]);
    const autoscaler = async (): Promise<{ minReplicas: number; maxReplicas: number; desired: number }> => {
      const server = machineOf((await lab.status()).machines, "server");
      const command = ["k3s", "kubectl", "-n", "rest-api", "get", "hpa", "rest-api-stackmark", "-o", "json"];
      const { spec, status: live } = JSON.parse(await inside(server, command)) as {
        spec: { minReplicas: number; maxReplicas: number };
        status: { desiredReplicas: number };
      };
      return { minReplicas: spec.minReplicas, maxReplicas: spec.maxReplicas, desired: live.desiredReplicas };
    };

    await run("up", STACK);
    const { minReplicas, maxReplicas, desired } = await autoscaler();
    assert.deepEqual([minReplicas, maxReplicas], [1, 3]);
    assert.ok(desired > 1, `${desired} replicas after the load`);

    const loads = ["--users", "40", "--steps", "2", "--ramp", "4s", "--hold", "70s"];
    await run("study", "scaling", STACK, ...loads, "--variants", "initial,vertical,horizontal,hpa", "--keep");
    const study = JSON.parse(await operator.mustSucceed(["study", "show", STACK, "--json"])) as ScalingStudy;
    assert.deepEqual(
      study.variants.map(({ name, points }) => [name, points.map(({ users }) => users)]),
      ["initial", "vertical", "horizontal", "hpa"].map((name) => [name, [40]]),
    );
    const [initial, vertical] = study.variants;
    const used = (variant: typeof initial): number => variant!.points.at(-1)!.cpu.max!;
    assert.ok(used(initial) < 0.3 && used(vertical) > used(initial), `${used(initial)}, ${used(vertical)} cores`);
    assert.equal(
      study.verdicts.find(({ variant, users }) => variant === "vertical" && users === 40)!.verdict,
      "better",
    );

    await run("destroy", STACK);
    assert.deepEqual((await lab.status()).resources, []);
  }
});
