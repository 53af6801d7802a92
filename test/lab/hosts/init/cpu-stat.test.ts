import assert from "node:assert/strict";
import { formatCpuStat } from "../../../../lab/hosts/init/cpu-stat.ts";
import { parseProcessors } from "../../../../lab/hosts/init/processor-list.ts";

describe("the file that stands for /proc/stat", () => {
  it("has the ticks of each processor and their sum, and the rest of the time is idle", () => {
    const times = [
      { userMs: 1000, systemMs: 500 },
      { userMs: 20, systemMs: 10 },
    ];
    const lines = formatCpuStat([0, 3], times, 10_000, 1_800_000_000).split("\n");
    assert.deepEqual(lines.slice(0, 3), [
      "cpu  102 0 51 1847 0 0 0 0 0 0",
      "cpu0 100 0 50 850 0 0 0 0 0 0",
      "cpu3 2 0 1 997 0 0 0 0 0 0",
    ]);
    assert.ok(lines.includes("btime 1800000000"));
    assert.equal(lines.find((line) => line.startsWith("softirq"))!.split(" ").length, 12);
  });

  it("time is never negative where readings disagree", () => {
    const text = formatCpuStat([0], [{ userMs: 900, systemMs: 200 }], 1000, 0);
    assert.match(text, /^cpu0 90 0 20 0 0/m);
  });

  it("lists of processors have numbers and ranges", () => {
    assert.deepEqual(parseProcessors("0-2,5,7-8\n"), [0, 1, 2, 5, 7, 8]);
  });
});
