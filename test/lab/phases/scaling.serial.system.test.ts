/** An autoscaler, and a study with one, on the lab's Kubernetes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { ScalingStudy } from "../../../results/scaling/index.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

const STACK = "scaled";
/** Kubernetes looks every 15 s at what metrics-server has read as often. */
const LEVELS = [{ name: "high", users: 40, spawnRatePerS: 20, durationS: 100 }];

describe("autoscaling in the lab", function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this, 10);
  });

  it("replicas are added under load, and a study has each variant in its tables", async () => {
    await using lab = await OwnLab.start(join(folder.path, "lab"));
    await rehearse(lab);
  });

  async function rehearse(lab: OwnLab): Promise<void> {
    lab.write(STACK, lab.adapted(stackFileOf("autoscaled"), LEVELS));
    const autoscaler = async (): Promise<{ minReplicas: number; maxReplicas: number; desired: number }> => {
      const text = await lab.kubectl("-n", "rest-api", "get", "hpa", "rest-api-stackmark", "-o", "json");
      const { spec, status } = JSON.parse(text) as {
        spec: { minReplicas: number; maxReplicas: number };
        status: { desiredReplicas: number };
      };
      return { minReplicas: spec.minReplicas, maxReplicas: spec.maxReplicas, desired: status.desiredReplicas };
    };

    await lab.onEngine(0, "up", STACK);
    const { minReplicas, maxReplicas, desired } = await autoscaler();
    assert.deepEqual([minReplicas, maxReplicas], [1, 3]);
    assert.ok(desired > 1, `${desired} replicas after the load`);

    const loads = ["--users", "40", "--steps", "2", "--ramp", "4s", "--hold", "70s"];
    await lab.onEngine(
      0,
      "study",
      "scaling",
      STACK,
      ...loads,
      "--variants",
      "initial,vertical,horizontal,hpa",
      "--keep",
    );
    const study = JSON.parse(await lab.operator.mustSucceed(["study", "show", STACK, "--json"])) as ScalingStudy;
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

    await lab.onEngine(0, "destroy", STACK);
    assert.deepEqual(await lab.resources(), []);
  }
});
