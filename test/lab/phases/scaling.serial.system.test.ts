/** A scaling study with an autoscaler and with recommended requests, on the lab's Kubernetes. */
import assert from "node:assert/strict";
import { isThere } from "../../../lab/images/parts.ts";
import { cacheFolder } from "../../../lab/setup/cache.ts";
import type { ScalingPoint, ScalingStudy } from "../../../results/scaling/index.ts";
import { needsLab } from "../../helpers/lab.ts";
import { skipIf } from "../../helpers/skip.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

const STACK = "scaled";
const VARIANTS = ["initial", "vertical", "horizontal", "hpa", "vpa"];
const USERS = 40;
/**
 * Kubernetes adds replicas within a minute: it decides every 15 s, by what metrics-server reads as often. A kubelet reads the
 * CPU of pods 10 to 26 s apart, and the figures of added ones take two readings.
 */
const LOAD = ["--users", String(USERS), "--ramp", "4s", "--hold", "100s", "--variants", VARIANTS.join(",")];
/** Of the stack file, which a study replaces. */
const LEVELS = [{ name: "low", users: 1, spawnRatePerS: 1, durationS: 20 }];
const MIB = 2 ** 20;

describe("a scaling study in the lab", function () {
  this.timeout(1_800_000);

  before(function () {
    needsLab(this, 15);
    const reason = "there is no recommender: npm run lab:setup -- --with vpa-recommender";
    skipIf(this, isThere(cacheFolder(), "vpa-recommender") ? null : reason);
  });

  it("each variant is in the tables, replicas are added under load, and what is recommended changes nothing", async () => {
    await using lab = await OwnLab.start();
    lab.write(STACK, lab.adapted(stackFileOf("autoscaled"), LEVELS));
    const output = await lab.onEngine(0, "study", "scaling", STACK, ...LOAD, "--keep");
    assert.doesNotMatch(output, /not measured/);
    const study = JSON.parse(await lab.operator.mustSucceed(["study", "show", STACK, "--json"])) as ScalingStudy;
    assert.deepEqual(
      study.variants.map(({ name, points }) => [name, points.map(({ users }) => users)]),
      VARIANTS.map((name) => [name, [USERS]]),
    );
    const points = study.variants.map((variant) => variant.points[0]!);
    points.forEach(assertWhole);
    const [initial, vertical, horizontal, hpa, vpa] = points as [
      ScalingPoint,
      ScalingPoint,
      ScalingPoint,
      ScalingPoint,
      ScalingPoint,
    ];
    // A replica may use 0.2 cores, or 0.4 with twice the resources.
    assert.ok(initial.cpu.max! > 0.15 && initial.cpu.max! < 0.25, `${initial.cpu.max} cores`);
    assert.ok(vertical.cpu.max! > 0.3, `${vertical.cpu.max} cores`);
    assert.deepEqual(
      [initial, vertical, horizontal, vpa].map(({ replicas }) => replicas.max),
      [1, 1, 2, 1],
    );
    assert.ok(hpa.replicas.max! > 1 && hpa.replicas.max! <= 3, `${hpa.replicas.max} replicas`);
    // Without one, a measurement was not steady.
    assert.ok(["better", null].includes(verdictOf(study, "vertical")));
    assertRecommended(vpa);
    const { containers } = await lab.podSpec("rest-api", "rest-api");
    assert.deepEqual(containers[0]!.resources, {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { cpu: "200m", memory: "256Mi" },
    });

    await lab.destroyLast(STACK);
  });

  function assertWhole({ avgMs, errorPct, ratePerS, cpu, memory, oomKills, restarts, invalid }: ScalingPoint): void {
    assert.deepEqual([errorPct, oomKills, restarts, invalid], [0, 0, 0, []]);
    for (const { max, requestPct, limitPct } of [cpu, memory])
      assert.ok([max, requestPct, limitPct].every((value) => value !== null && value > 0));
    assert.ok(avgMs! > 0 && ratePerS > 0);
  }

  function assertRecommended({ recommended }: ScalingPoint): void {
    const { coversLoad, target, lowerBound, upperBound, requests, limits } = recommended!;
    assert.ok(coversLoad);
    // Its limit holds it back at 0.2 cores.
    assert.ok(target.cpuCores > 0.05 && target.cpuCores < 0.3, `${target.cpuCores} cores`);
    assert.ok(lowerBound.memoryBytes <= target.memoryBytes && target.memoryBytes < upperBound.memoryBytes);
    assert.deepEqual(requests, { cpuCores: 0.1, memoryBytes: 128 * MIB });
    assert.deepEqual(limits, { cpuCores: 0.2, memoryBytes: 256 * MIB });
  }

  const verdictOf = ({ verdicts }: ScalingStudy, name: string) =>
    verdicts.find(({ variant }) => variant === name)!.verdict;
});
