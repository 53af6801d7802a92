import assert from "node:assert/strict";
import { OBJECTIVE_METRICS, objectiveField, stopConditions } from "../../../loadgen/schema/objectives.ts";
import { parseObjectives } from "../../../results/derived/index.ts";

const isValid = (text: string): boolean => objectiveField.safeParse(text).success;

describe("objectives of a load", () => {
  it("an objective is one that `results capacity` takes, too", () => {
    const objectives = OBJECTIVE_METRICS.map((metric) => (metric === "rate" ? "rate>100/s" : `${metric}<50`));
    assert.deepEqual(objectives.filter(isValid), objectives);
    assert.deepEqual(
      parseObjectives(objectives.join(",")).map(({ metric }) => metric),
      [...OBJECTIVE_METRICS],
    );
  });

  it("other text is refused, with the form", () => {
    for (const text of ["", "p42", "p42<1", "fast", "p95=3", "p95<fast", "failures<2s", "http_reqs: rate>1", "med<3"])
      assert.equal(isValid(text), false, text);
    assert.match(objectiveField.safeParse("fast").error!.issues[0]!.message, /must be an objective such as p95<500ms/);
  });

  it("upper limits of percentiles and of failures end a load, in seconds of a window", () => {
    assert.deepEqual(stopConditions(["p95<500ms", "failures<1%", "p99<2s", "failures<5%"], 7000), {
      maxErrorRate: { share: 0.01, windowMs: 7000 },
      maxLatency: [
        { quantile: 0.95, limitMs: 500, windowMs: 7000 },
        { quantile: 0.99, limitMs: 2000, windowMs: 7000 },
      ],
    });
    assert.deepEqual(stopConditions(["rate>100", "avg<20", "p95>1"], 7000), {
      maxErrorRate: undefined,
      maxLatency: undefined,
    });
  });
});
