import assert from "node:assert/strict";
import { recoveries } from "../../../results/derived/recovery.ts";
import type { RecordedSecond } from "../../../results/schema/series.ts";
import { anArchivedCell } from "../../helpers/archived-runs.ts";
import { aCell, aResult, aSecond } from "../../helpers/builders.ts";

const segment = (name: string, kind: "plateau" | "spike" | "recovery", from: number, to: number) => ({
  name,
  kind,
  startMs: 1000 * from,
  endMs: 1000 * to,
  measured: true,
});
const segments = [
  segment("before", "plateau", 0, 10),
  segment("spike", "spike", 10, 20),
  segment("after", "recovery", 20, 40),
];

/** A cell of 40 s: 10 ms, then a spike of 500 ms from 10 to 20 s, then what `after` says, by seconds since the spike. */
function cell(after: (second: number) => Partial<RecordedSecond>, until = 40) {
  const seconds = Array.from({ length: until }, (_, index) => {
    const at = index + 1;
    const latency = at <= 10 ? 10 : at <= 20 ? 500 : 10;
    return aSecond({
      atMs: 1000 * at,
      requests: 100,
      failures: 0,
      p95Ms: latency,
      ...(at > 20 && after(at - 20)),
    } as Parameters<typeof aSecond>[0]);
  });
  return anArchivedCell(aCell({ result: aResult({ segments }) }), seconds);
}

describe("recovery after a spike", () => {
  it("the recovery time ends when latency returns and stays", () => {
    const [recovery] = recoveries(cell((second) => ({ p95Ms: second <= 7 ? 80 : 11 })));
    assert.deepEqual([recovery?.outcome, recovery?.afterMs, recovery?.before?.p95Ms], ["recovered", 7000, 10]);
  });

  it("a spike without effect has a recovery time of zero", () => {
    assert.equal(recoveries(cell(() => ({})))[0]?.afterMs, 0);
  });

  it("a short recovery does not count", () => {
    const [recovery] = recoveries(cell((second) => ({ p95Ms: second === 4 || second === 8 ? 80 : 10 })));
    assert.equal(recovery?.afterMs, 8000);
  });

  it("failures must return as well", () => {
    const [recovery] = recoveries(cell((second) => ({ failures: second <= 5 ? 3 : 1 })));
    assert.equal(recovery?.afterMs, 5000);
  });

  it("a spike without a recovery is `not recovered`", () => {
    const [recovery] = recoveries(cell(() => ({ p95Ms: 13 })));
    assert.deepEqual([recovery?.outcome, recovery?.afterMs, recovery?.watchedMs], ["not recovered", null, 20_000]);
  });

  it("recovery is unknown where the time after or the values before the spike are too short", () => {
    assert.match(recoveries(cell(() => ({}), 23))[0]?.reason ?? "", /watched for 3000 ms/);
    const noBase = cell(() => ({}));
    noBase.seconds = noBase.seconds.map((second) => ({ ...second, p95Ms: null }));
    assert.deepEqual([recoveries(noBase)[0]?.outcome, recoveries(noBase)[0]?.before], ["unknown", null]);
  });

  it("the ramp and the top of a spike are one spike", () => {
    const two = cell((second) => ({ p95Ms: second <= 7 ? 80 : 11 }));
    two.output!.result.segments = [
      segments[0]!,
      segment("up", "spike", 10, 12),
      segment("top", "spike", 12, 20),
      segments[2]!,
    ];
    assert.deepEqual(
      recoveries(two).map(({ spike, afterMs }) => [spike, afterMs]),
      [["up", 7000]],
    );
  });

  it("recovery allows the variation that there was before the spike", () => {
    const restless = cell((second) => ({ p95Ms: second % 2 === 0 ? 14 : 10 }));
    assert.equal(recoveries(restless)[0]?.outcome, "not recovered");
    restless.seconds = restless.seconds.map((second, index) =>
      index < 10 ? { ...second, p95Ms: 8 + (index % 3) * 2 } : second,
    );
    assert.equal(recoveries(restless)[0]?.outcome, "recovered");
  });

  it("a cell without a spike has no recovery time", () => {
    assert.deepEqual(recoveries(anArchivedCell(aCell())), []);
  });
});
