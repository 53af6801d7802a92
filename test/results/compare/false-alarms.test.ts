import assert from "node:assert/strict";
import { countOneRun, oneRunRows } from "../../../bench/synthetic/one-run.ts";
import { Draws } from "../../../bench/synthetic/random.ts";

/** Few comparisons of each kind; `node bench/aa.ts --one-run` makes thousands. */
const COMPARISONS = 15;

describe("one run per side of simulated services", () => {
  it("equal services raise hardly any alarm, and one that is three times slower is found", () => {
    const total = { alarms: 0, compared: 0 };
    for (const row of oneRunRows([0.03, 0.1, 0.2])) {
      const { alarms, found } = countOneRun(row, COMPARISONS, new Draws(11));
      total.alarms += alarms;
      total.compared += COMPARISONS;
      if (row.spread <= 0.1 && row.noise.name !== "bimodal")
        assert.ok(found >= COMPARISONS - 1, `${row.noise.name}: ${found} of ${COMPARISONS} found`);
    }
    assert.ok(total.alarms <= 0.02 * total.compared, `${total.alarms} alarms in ${total.compared}`);
  });
});
