import assert from "node:assert/strict";
import { derive } from "../../../results/derived/index.ts";
import { loadPoints } from "../../../results/derived/load-points.ts";
import { aLocalRun, anArchivedCell } from "../../helpers/archived-runs.ts";
import { aCell, aResult, anEndpoint } from "../../helpers/builders.ts";

/** A cell that steps through users, five seconds up and five seconds level each. */
function stepped(users: number[], rate: (users: number) => number) {
  const stages = users.flatMap((to) => [
    { users: to, overMs: 5000 },
    { users: to, overMs: 5000 },
  ]);
  const segments = stages.map((_, index) => ({
    name: `${index % 2 === 0 ? "ramp" : "plateau"}-${index}`,
    kind: index % 2 === 0 ? ("ramp" as const) : ("plateau" as const),
    startMs: 5000 * index,
    endMs: 5000 * (index + 1),
    measured: index % 2 === 1,
  }));
  const segmentStats = segments.map(({ name }, index) => ({
    segment: name,
    overall: anEndpoint({ ratePerS: rate(users[Math.floor(index / 2)]!) }),
    arrivals: null,
  }));
  return anArchivedCell(
    aCell({
      result: aResult({ spec: { model: "closed", users: Math.max(...users), stages }, segments, segmentStats }),
    }),
  );
}

describe("the loads of a run", () => {
  it("the plateaus of a stepped cell are load points, each at its own users", () => {
    const [set] = loadPoints({ cells: [stepped([10, 20, 40], (users) => 3 * users)] });
    assert.deepEqual(
      set?.points.map(({ load, ratePerS }) => [load, ratePerS]),
      [
        [10, 30],
        [20, 60],
        [40, 120],
      ],
    );
    assert.match(set?.from ?? "", /plateaus of load-low-1/);
  });

  it("the levels of a run are load points, one per repeat", () => {
    const [set] = loadPoints(aLocalRun({ repeats: 2 }));
    assert.deepEqual(
      set?.points.map(({ load }) => load),
      [10, 10, 50, 50, 200, 200],
    );
    assert.equal(set?.unit, "users");
  });

  it("a stepped run has a knee where throughput stops growing", () => {
    const { scaling } = derive({
      cells: [stepped([10, 20, 30, 40, 50, 60, 70, 80], (users) => 4 * Math.min(users, 45))],
      outputs: null,
    });
    const { knee } = scaling[0]!;
    assert.ok(knee.found && Math.abs(knee.load - 45) < 2);
  });

  it("invalid cells give no load points", () => {
    const cell = anArchivedCell(aCell({ result: aResult({ status: "invalid" }) }));
    assert.deepEqual(loadPoints({ cells: [cell] }), []);
    assert.deepEqual(derive({ cells: [], outputs: null }), { scaling: [], recoveries: [], cellLengths: [] });
  });
});
