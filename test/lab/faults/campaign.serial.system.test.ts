/** Faults in the lab, on real hosts in simulated clouds. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runCampaign } from "../../../lab/faults/campaign.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const RUNS = 10;
const SEED = 1;
const RUN_LIMIT_MS = 300_000;

describe("ten faults of a stack in two clouds while it is created and destroyed", function () {
  this.timeout(RUNS * RUN_LIMIT_MS);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this);
  });

  it("end as promised: the state is the clouds' truth, destroy leaves nothing, and no secret is in clear", async () => {
    const { outcomes, problems } = await runCampaign({
      ...{ dir: join(folder.path, "lab"), seed: SEED, runs: RUNS, isHasty: true, only: null },
      signal: AbortSignal.timeout(RUNS * RUN_LIMIT_MS),
      print: (line) => console.log(`      ${line}`),
    });
    assert.deepEqual(problems, []);
    assert.equal(outcomes.length, RUNS);
    for (const { planned, outcome } of outcomes)
      assert.deepEqual(outcome.problems, [], `${planned.number} ${planned.fault}: ${outcome.what}`);
  });
});
