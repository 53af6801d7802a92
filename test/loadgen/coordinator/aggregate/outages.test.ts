import assert from "node:assert/strict";
import fc from "fast-check";
import { Outages } from "../../../../loadgen/coordinator/aggregate/outages.ts";
import type { Segment } from "../../../../loadgen/schema/cell.ts";

const measured = (startMs: number, endMs: number): Segment[] => [
  { name: "warm-up", kind: "warm-up", startMs: 0, endMs: startMs, measured: false },
  { name: "plateau", kind: "plateau", startMs, endMs, measured: true },
];

/** Of seconds with `ok/failed` requests each. */
function outages(seconds: string, [startMs, endMs] = [0, 10_000], hung = 0) {
  const all = new Outages();
  seconds.split(" ").forEach((each, second) => {
    const [ok = 0, failed = 0] = each.split("/").map(Number);
    all.add(second, [{ ok, failed }]);
  });
  return all
    .list(measured(startMs, endMs), hung)
    .map((each) => [each.fromSecond, each.toSecond, each.durationMs, each.failed]);
}

describe("outages", () => {
  it("an outage lasts from the last success to the end of the measured part, or to the next success", () => {
    assert.deepEqual(outages("9/0 9/0 9/0 9/5 0/5 0/5 0/5 0/5 0/5 0/5"), [[4, undefined, 6000, 30]]);
    assert.deepEqual(outages("9/0 9/0 0/4 0/0 0/1 9/0 9/0 9/0 9/0 9/0"), [[2, 5, 3000, 5]]);
    assert.deepEqual(outages("9/0 0/3 9/0 9/0 9/0 9/0 9/0 9/0 0/2 0/2").length, 2);
  });

  it("a time without requests, or with a success in every second, is no outage", () => {
    assert.deepEqual(outages("9/0 9/0 9/0 9/0 0/0 0/0 0/0 0/0 0/0 0/0"), []);
    assert.deepEqual(outages("1/9 1/9 1/9 1/9 1/9 1/9 1/9 1/9 1/9 1/9"), []);
  });

  it("a success after the measured part ends an outage, and failures after it prove one", () => {
    assert.deepEqual(outages("9/0 9/0 0/0 0/0 1/0", [0, 4000]), []);
    assert.deepEqual(outages("9/0 9/0 0/1 0/0 1/0", [0, 4000]), [[2, 4, 2000, 1]]);
    assert.deepEqual(outages("9/0 9/0 0/0 0/0 0/1", [0, 4000]), [[2, undefined, 2000, 1]]);
    assert.deepEqual(outages("9/0 9/0 0/0 0/0", [0, 4000], 2), [[2, undefined, 2000, 2]]);
  });

  it("what fails in the warm-up only, or after the measured part, is no outage of it", () => {
    assert.deepEqual(outages("9/0 0/9 9/0 9/0 9/0 0/9 0/9", [2000, 5000]), []);
  });

  it("failures that are as frequent as everywhere else are chance", () => {
    assert.deepEqual(outages("5/5 5/5 5/5 5/5 5/5 5/5 5/5 5/5 5/5 0/3"), []);
    assert.equal(outages("5/5 5/5 5/5 5/5 5/5 5/5 5/5 5/5 5/5 0/9").length, 1);
  });

  it("a load without any success has no outage that began in it", () => {
    assert.deepEqual(outages("0/9 0/9 0/9"), []);
  });

  it("an outage never contains a success, and its ends touch one", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 12 }), (seconds) => {
        const found = outages(seconds.map((each) => each.join("/")).join(" "), [0, seconds.length * 1000]);
        for (const [from, to = seconds.length] of found as [number, number | undefined][]) {
          assert.ok(seconds.slice(from, to).every(([ok]) => ok === 0));
          assert.ok(from === 0 || seconds[from - 1]![0] > 0);
          assert.ok(to === seconds.length || seconds[to]![0] > 0);
        }
      }),
    );
  });
});
