import assert from "node:assert/strict";
import { objectiveThresholds } from "../../../../../infra/load/measure/tool/thresholds.ts";
import { aLatency, anEndpoint } from "../../../../helpers/builders.ts";

describe("objectives of the stack file for the load of a tool", () => {
  const latencyMs = { ...aLatency(10), p95: 40, p99: null };
  const overall = anEndpoint({ requests: 200, ok: 198, failures: 2, latencyMs });

  it("they are judged by what the tool measured, with times in milliseconds and shares from 0 to 1", () => {
    assert.deepEqual(objectiveThresholds(["p95<50ms", "p95<0.03s", "failures<2%", "failures<0.5%"], overall), [
      { threshold: "p95<50ms", holds: true, value: 40 },
      { threshold: "p95<0.03s", holds: false, value: 40 },
      { threshold: "failures<2%", holds: true, value: 0.01 },
      { threshold: "failures<0.5%", holds: false, value: 0.01 },
    ]);
  });

  it("one of a metric that the tool did not measure does not hold", () => {
    assert.deepEqual(objectiveThresholds(["p99<1s"], overall), [{ threshold: "p99<1s", holds: false, value: null }]);
  });
});
