import assert from "node:assert/strict";
import { cpuTimes, stealPct } from "../../../../infra/load/measure/variation.ts";

const stat = (...jiffies: number[]) => cpuTimes(() => `cpu  ${jiffies.join(" ")} 0 0\ncpu0 1 2 3\n`);

describe("stealPct", () => {
  it("steal is the share of all CPU time between two readings", () => {
    assert.equal(stealPct(stat(100, 0, 50, 800, 0, 0, 0, 50), stat(150, 0, 70, 1000, 0, 0, 0, 80)), 10);
  });

  it("steal is unknown if the system does not report it or no time has passed", () => {
    assert.equal(
      cpuTimes(() => "nothing of the kind"),
      undefined,
    );
    assert.equal(
      cpuTimes(() => {
        throw new Error("ENOENT");
      }),
      undefined,
    );
    assert.equal(stealPct(undefined, stat(1, 1, 1, 1, 1, 1, 1, 1)), null);
    const now = stat(1, 1, 1, 1, 1, 1, 1, 1);
    assert.equal(stealPct(now, now), null);
  });
});
