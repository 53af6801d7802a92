/** A scaling study with an autoscaler on the lab's Kubernetes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { ScalingPoint, ScalingStudy } from "../../../results/scaling/index.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

const STACK = "scaled";
const VARIANTS = ["initial", "vertical", "horizontal", "hpa"];
const USERS = 40;
/**
 * A kubelet reads the CPU of pods 10 to 26 s apart, so its maximum takes more than a minute. Kubernetes adds replicas within
 * about as long: it decides every 15 s, by what metrics-server reads as often.
 */
const LOAD = ["--users", String(USERS), "--ramp", "4s", "--hold", "80s", "--variants", VARIANTS.join(",")];
/** Of the stack file, which a study replaces. */
const LEVELS = [{ name: "low", users: 1, spawnRatePerS: 1, durationS: 20 }];

describe("a scaling study in the lab", function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this, 10);
  });

  it("each variant is in the tables, and replicas are added under load", async () => {
    await using lab = await OwnLab.start(join(folder.path, "lab"));
    lab.write(STACK, lab.adapted(stackFileOf("autoscaled"), LEVELS));
    const output = await lab.onEngine(0, "study", "scaling", STACK, ...LOAD);
    assert.doesNotMatch(output, /not measured/);
    const study = JSON.parse(await lab.stackmark(0, "study", "show", STACK, "--json")) as ScalingStudy;
    assert.deepEqual(
      study.variants.map(({ name, points }) => [name, points.map(({ users }) => users)]),
      VARIANTS.map((name) => [name, [USERS]]),
    );
    const points = study.variants.map((variant) => variant.points[0]!);
    points.forEach(assertWhole);
    const [initial, vertical, , hpa] = points as [ScalingPoint, ScalingPoint, ScalingPoint, ScalingPoint];
    // A replica may use 0.2 cores, or 0.4 with twice the resources.
    assert.ok(initial.cpu.max! > 0.15 && initial.cpu.max! < 0.25, `${initial.cpu.max} cores`);
    assert.ok(vertical.cpu.max! > 0.3, `${vertical.cpu.max} cores`);
    assert.deepEqual(
      points.slice(0, 3).map(({ replicas }) => replicas.max),
      [1, 1, 2],
    );
    assert.ok(hpa.replicas.max! > 1 && hpa.replicas.max! <= 3, `${hpa.replicas.max} replicas`);
    // Without one, a measurement was not steady.
    assert.ok(["better", null].includes(verdictOf(study, "vertical")));
    assert.deepEqual(await lab.resources(), []);
  });

  function assertWhole({ avgMs, errorPct, ratePerS, cpu, memory, oomKills, restarts, invalid }: ScalingPoint): void {
    assert.deepEqual([errorPct, oomKills, restarts, invalid], [0, 0, 0, []]);
    for (const { max, requestPct, limitPct } of [cpu, memory])
      assert.ok([max, requestPct, limitPct].every((value) => value !== null && value > 0));
    assert.ok(avgMs! > 0 && ratePerS > 0);
  }

  const verdictOf = ({ verdicts }: ScalingStudy, name: string) =>
    verdicts.find(({ variant }) => variant === name)!.verdict;
});
