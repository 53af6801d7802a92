import assert from "node:assert/strict";
import { planLoad } from "../../../loadgen/coordinator/plan-load.ts";
import { loadPlanText } from "../../../loadgen/report/load-plan.ts";
import { countingServer } from "../helpers/counting-server.ts";

describe("the plan of a load", function () {
  this.timeout(30_000);

  it("the plan of a load sends no request, and says what it takes in words", async () => {
    await using server = await countingServer();
    const users = { users: 100_000, spawnRatePerS: 1000, durationMs: 600_000 };
    const plan = await planLoad({ model: "closed", scenario: "boutique", target: server.url, ...users });
    assert.equal(server.counts.requests, 0);
    assert.ok(plan.calibratedPerS! > 0 && plan.roundTripMs! > 0 && plan.workers > 1);
    assert.match(
      loadPlanText(plan),
      /^100000 users, who think for 5.500 ms on average\. They send at most .* req\/s\.$/m,
    );
    assert.match(loadPlanText(plan), /It takes \d+ workers of one core/);
  });
});
