import assert from "node:assert/strict";
import fc from "fast-check";
import { measureStudy } from "../../../../cli/study/scaling/measure.ts";
import { isUsable, pendingPoints, type Point } from "../../../../cli/study/scaling/pending.ts";
import type { StudyPoint } from "../../../../cli/study/scaling/points.ts";
import type { StudyRun } from "../../../../cli/study/stack.ts";
import { EXIT, type ExitCode } from "../../../../cli/exit.ts";
import { parseObjectives } from "../../../../results/derived/index.ts";
import type { ScalingRun } from "../../../../results/scaling/index.ts";
import { anOutputs } from "../../../helpers/builders.ts";
import { aScalingRun } from "../../../helpers/scaling-runs.ts";

const objectives = parseObjectives("failures<5%");
const pointsOf = (variants: readonly string[], users: readonly number[]): Point[] =>
  variants.flatMap((variant) => users.map((each) => ({ variant, users: each, id: `${variant}-${each}` })));

describe("what is left of a scaling study", () => {
  const points = pointsOf(["initial", "vertical"], [10, 20, 30]);
  const idsOf = (...runs: ScalingRun[]) =>
    pendingPoints(
      points,
      new Map(runs.map((run) => [`${run.variant}-${run.outputs.plan.levels[0]!.users}`, run])),
      objectives,
    ).map(({ id }) => id);

  it("what was measured is not measured again", () => {
    assert.deepEqual(idsOf(aScalingRun("initial", 10), aScalingRun("vertical", 20)), [
      ...["initial-20", "initial-30", "vertical-10", "vertical-30"],
    ]);
  });

  it("a variant is given no more users than were too much, whatever other variants were given", () => {
    assert.deepEqual(idsOf(aScalingRun("initial", 10), aScalingRun("initial", 20, { failures: 100 })), [
      ...["vertical-10", "vertical-20", "vertical-30"],
    ]);
  });

  it("a run with a partial or invalid result is measured again, except if the target was down", () => {
    const withStatus = (status: "partial" | "invalid", code = "made-up") =>
      isUsable(aScalingRun("initial", 10, { status, reasons: [{ code, message: "why" }] }), objectives);
    assert.deepEqual(
      [withStatus("partial"), withStatus("invalid"), withStatus("invalid", "target-down")],
      [false, false, true],
    );
    assert.equal(isUsable({ ...aScalingRun("initial", 10), outputs: anOutputs({ load: [] }) }, objectives), false);
  });

  it("one run after the other, every variant is measured up to its first load that is too much, and no point twice", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }), (limits) => {
        const users = [1, 2, 3, 4, 5];
        const all = pointsOf(
          limits.map((_, i) => `v${i}`),
          users,
        );
        const known = new Map<string, ScalingRun>();
        const order: string[] = [];
        for (let [next] = pendingPoints(all, known, objectives); next; [next] = pendingPoints(all, known, objectives)) {
          order.push(next.id);
          const limit = limits[Number(next.variant.slice(1))]!;
          known.set(next.id, aScalingRun(next.variant, next.users, { failures: next.users > limit ? 500 : 0 }));
        }
        const expected = limits.flatMap((limit, i) =>
          users.filter((each) => each <= limit + 1).map((each) => `v${i}-${each}`),
        );
        assert.deepEqual(order, expected);
      }),
    ));
});

describe("measuring a scaling study", () => {
  async function measure(
    answers: Record<string, { run?: ScalingRun; codes?: ExitCode[] }>,
    { aborted = false, users = [10, 20] } = {},
  ) {
    const points = pointsOf(["initial", "vertical"], users) as StudyPoint[];
    const labels: StudyRun["labels"][] = [];
    let printed = "";
    const controller = new AbortController();
    if (aborted) controller.abort();
    const study = {
      ...{
        study: "scaling-1",
        plan: { points, service: "api" },
        known: new Map(),
        objectives,
        labels: { ticket: "1" },
      },
      guard: { signal: controller.signal },
    };
    const codes = await measureStudy({ stdout: { write: (text) => (printed += text) } }, study, (run) => {
      labels.push(run.labels);
      const { run: answer, codes: own = [] } = answers[run.labels["point"]!] ?? {};
      return Promise.resolve({ outputs: answer?.outputs, codes: own });
    });
    return { codes, printed, labels, ids: labels.map(({ point }) => point) };
  }

  const all = Object.fromEntries(
    ["initial", "vertical"].flatMap((variant) =>
      [10, 20].map((users) => [`${variant}-${users}`, { run: aScalingRun(variant, users) }] as const),
    ),
  );

  it("every run is labelled with what it measures", async () => {
    const { labels, ids, codes } = await measure(all);
    assert.deepEqual(ids, ["initial-10", "initial-20", "vertical-10", "vertical-20"]);
    const own = { study: "scaling-1", variant: "initial", service: "api", slo: "failures<5%", point: "initial-10" };
    assert.deepEqual([labels[0], codes], [{ ticket: "1", ...own }, []]);
  });

  it("a target that was down is what the study looks for, and no invalid result", async () => {
    const reasons = [{ code: "target-down", message: "Not running at some time during the load: api/0." }];
    const down = { run: aScalingRun("initial", 10, { status: "invalid", reasons }), codes: [EXIT.invalid] };
    const { ids, codes, printed } = await measure({ ...all, "initial-10": down });
    assert.deepEqual([ids, codes], [["initial-10", "vertical-10", "vertical-20"], []]);
    assert.match(printed, /initial {2}10 users: too much: Not running/);
  });

  it("a second invalid result in a row is the limit of the generator, and the variant is given no more users", async () => {
    const reasons = [{ code: "generator-limited", message: "The generator was busy." }];
    const limited = (users: number) => ({
      run: aScalingRun("initial", users, { status: "invalid" as const, reasons }),
      codes: [EXIT.invalid],
    });
    const once = await measure({ ...all, "initial-10": limited(10) });
    assert.deepEqual(
      [once.ids, once.codes],
      [["initial-10", "initial-20", "vertical-10", "vertical-20"], [EXIT.invalid]],
    );
    const twice = { ...all, "initial-10": limited(10), "initial-20": limited(20) };
    assert.deepEqual((await measure(twice, { users: [10, 20, 30] })).ids.slice(0, 3), [
      ...["initial-10", "initial-20", "vertical-10"],
    ]);
  });

  it("a study ends with the first run without results, and measures nothing once it was interrupted", async () => {
    const { ids, codes } = await measure({ ...all, "initial-20": { codes: [EXIT.unexpected] } });
    assert.deepEqual([ids, codes], [["initial-10", "initial-20"], [EXIT.unexpected]]);
    assert.deepEqual((await measure(all, { aborted: true })).ids, []);
  });
});
