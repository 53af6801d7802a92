/** A study with recommended requests, on the lab's Kubernetes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheFolder } from "../../../lab/setup/cache.ts";
import { isThere } from "../../../lab/images/parts.ts";
import type { ScalingStudy } from "../../../results/scaling/index.ts";
import { needsLab } from "../../helpers/lab.ts";
import { skipIf } from "../../helpers/skip.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

const STACK = "recommended";
const LEVELS = [{ name: "high", users: 40, spawnRatePerS: 20, durationS: 30 }];
const LOADS = ["--users", "20,40", "--steps", "2", "--ramp", "4s", "--hold", "26s"];

describe("recommended requests in the lab", function () {
  this.timeout(1_200_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this, 8);
    const reason = "there is no recommender: npm run lab:setup -- --with vpa-recommender";
    skipIf(this, isThere(cacheFolder(), "vpa-recommender") ? null : reason);
  });

  it("a study has what is recommended after each load, and changes nothing", async () => {
    await using lab = await OwnLab.start(join(folder.path, "lab"));
    lab.write(STACK, lab.adapted(stackFileOf("autoscaled"), LEVELS));
    await lab.onEngine(0, "study", "scaling", STACK, ...LOADS, "--variants", "vpa", "--keep");
    const study = JSON.parse(await lab.operator.mustSucceed(["study", "show", STACK, "--json"])) as ScalingStudy;
    const [{ points }] = study.variants as [ScalingStudy["variants"][number]];
    const found = points.map(({ recommended }) => recommended ?? assert.fail("nothing was recommended"));
    assert.ok(found.every(({ coversLoad }) => coversLoad));
    const [few, many] = found as [(typeof found)[number], (typeof found)[number]];
    assert.ok(many.samples > few.samples, `${few.samples}, then ${many.samples} readings`);
    const { target, lowerBound, upperBound, requests, limits } = many;
    // Its limit holds it back at 0.2 cores.
    assert.ok(target.cpuCores > 0.05 && target.cpuCores < 0.3, `${target.cpuCores} cores`);
    assert.ok(lowerBound.memoryBytes <= target.memoryBytes && target.memoryBytes < upperBound.memoryBytes);
    const MIB = 2 ** 20;
    assert.deepEqual(
      [requests, limits],
      [
        { cpuCores: 0.1, memoryBytes: 128 * MIB },
        { cpuCores: 0.2, memoryBytes: 256 * MIB },
      ],
    );
    const live = await lab.kubectl("-n", "rest-api", "get", "deployment", "rest-api", "-o", "json");
    const { spec } = JSON.parse(live) as { spec: { template: { spec: { containers: { resources: object }[] } } } };
    assert.deepEqual(spec.template.spec.containers[0]!.resources, {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { cpu: "200m", memory: "256Mi" },
    });

    await lab.onEngine(0, "destroy", STACK);
    assert.deepEqual(await lab.resources(), []);
  });
});
