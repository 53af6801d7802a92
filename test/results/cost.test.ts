import assert from "node:assert/strict";
import fc from "fast-check";
import { costOf } from "../../results/cost.ts";
import type { StackCost, Sum } from "../../results/cost.ts";
import { comparisonMarkdown, comparisonTable, runTable } from "../../results/report/index.ts";
import { compare } from "../../results/compare/index.ts";
import type { Price } from "../../results/schema/prices.ts";
import type { CellOutput, StackOutputs } from "../../results/schema/outputs.ts";
import { anArchivedRun } from "../helpers/archived-runs.ts";
import { aCell, aMetrics, aResult, anEndpoint, anOutputs } from "../helpers/builders.ts";

const source = { url: "https://prices.example", asOf: "2026-01-02" };
const price = (kind: Price["kind"], usd: number | null, node = "server"): Price => ({
  ...{ kind, node, what: `${kind} of ${node}`, usd, source: usd === null ? null : source },
  per: kind === "between-nodes" || kind === "to-users" ? "GB" : "hour",
});

/** A measured cell of so many successful requests, bytes answered, and bytes between nodes, in an hour. */
function cell(ok: number, bytes: number | null, crossed: number | null, more: Partial<CellOutput["result"]> = {}) {
  const crossNodeBytes = { total: crossed, perS: null };
  return aCell({
    result: {
      ...aResult({ overall: anEndpoint({ ok, requests: ok, bytes: 0 }), measuredMs: 3_600_000 }),
      ...more,
      overall: { ...anEndpoint({ ok, requests: ok }), bytes },
    },
    metrics: aMetrics({ crossNodeBytes }),
    provenance: "measured",
  });
}

function stack(prices: Price[] | undefined, load: CellOutput[] = [cell(1000, 2 ** 30, 2 ** 31)], name = "single") {
  const runId = `run-${name}`;
  const cells = load.map((each) => ({ ...each, runId }));
  const outputs = anOutputs({ stack: name, runId, provenance: "measured", load: cells });
  return { ...outputs, plan: { ...outputs.plan, ...(prices ? { prices } : {}) } };
}
const priced = (outputs: StackOutputs): StackCost => {
  const cost = costOf(outputs);
  assert.ok("hour" in cost, JSON.stringify(cost));
  return cost;
};
const known = (usd: number): Sum => ({ usd, unknown: [] });

describe("costs of a stack", () => {
  it("a stack costs its machines per hour, and per 1000 good requests their share and the traffic", () => {
    const cost = priced(
      stack([price("machine", 0.25), price("disk", 0.125), price("between-nodes", 0.5), price("to-users", 0.25)]),
    );
    assert.deepEqual(cost.hour, known(0.375));
    const [level] = cost.levels;
    // 1000 requests in an hour, 1 GiB answered and 2 GiB between nodes.
    assert.deepEqual(level, {
      level: "low",
      machines: known(0.375),
      betweenNodes: known(1),
      toUsers: known(0.25),
      all: known(1.625),
    });
    assert.deepEqual([cost.asOf, cost.sources, cost.isDoubtful], [["2026-01-02"], [source.url], false]);
  });

  it("traffic costs the highest price of any node, since its sender is not recorded", () => {
    const prices = [price("between-nodes", 0.1), price("between-nodes", 0.3, "far")];
    assert.deepEqual(priced(stack(prices)).levels[0]!.betweenNodes, known(0.6));
  });

  it("an unpriced item makes a sum a lower bound, and is named", () => {
    const cost = priced(stack([price("machine", 0.2), price("machine", null, "far"), price("to-users", null)]));
    assert.deepEqual(cost.hour, { usd: 0.2, unknown: ["far: machine of far"] });
    assert.deepEqual(cost.levels[0]!.all?.unknown, ["far: machine of far", "server: to-users of server"]);
  });

  it("traffic without measured bytes has no cost, unless it is free", () => {
    const unmeasured = [cell(1000, null, null)];
    const dear = priced(stack([price("machine", 1), price("between-nodes", 0.1)], unmeasured)).levels[0]!;
    assert.deepEqual(dear.betweenNodes, { usd: 0, unknown: ["between-nodes of server: bytes were not measured"] });
    const free = priced(stack([price("machine", 1), price("between-nodes", 0)], unmeasured)).levels[0]!;
    assert.deepEqual(free.betweenNodes, known(0));
  });

  it("the cells of a level are added up, without invalid ones", () => {
    const cells = [cell(1000, 0, 0), cell(3000, 0, 0), cell(5, 0, 0, { status: "invalid" })];
    assert.deepEqual(priced(stack([price("machine", 1)], cells)).levels[0]!.machines, known(0.5));
    const none = priced(stack([price("machine", 1)], [cell(0, 0, 0)])).levels[0]!;
    assert.equal(none.all, null, "no request succeeded");
  });

  it("a run costs the time from its first request to its last", () => {
    const cells = [
      cell(1, 0, 0, { startedAt: "2026-01-01T10:00:00.000Z", endedAt: "2026-01-01T10:15:00.000Z" }),
      cell(1, 0, 0, { startedAt: "2026-01-01T10:20:00.000Z", endedAt: "2026-01-01T10:30:00.000Z" }),
    ];
    assert.deepEqual(priced(stack([price("machine", 1)], cells)).run, { hours: 0.5, sum: known(0.5) });
    const unknown = [cell(1, 0, 0, { startedAt: null as never })];
    assert.equal(priced(stack([price("machine", 1)], unknown)).run, null);
  });

  it("prices that were old when the run began are marked", () => {
    const old = (asOf: string) => priced(stack([{ ...price("machine", 1), source: { ...source, asOf } }])).isStale;
    // Cells of the builders begin in March 2026.
    assert.deepEqual([old("2025-08-01"), old("2025-12-01"), old("2027-01-01")], [true, false, false]);
  });

  it("costs of emulated machines, imports and old plans are unknown, with the reason", () => {
    assert.deepEqual(costOf(anOutputs()), { reason: "emulated machines have no price" });
    assert.deepEqual(costOf({ ...anOutputs(), provenance: "imported" }), {
      reason: "what it ran on was not recorded",
    });
    assert.match((costOf(stack(undefined)) as { reason: string }).reason, /older version/);
  });

  it("costs per request fall as the same machines serve more, but never below the traffic", () => {
    const rate = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(rate, rate, fc.double({ min: 0, max: 10, noNaN: true }), (n, m, usd) => {
        const of = (ok: number) =>
          priced(stack([price("machine", usd), price("to-users", 1)], [cell(ok, ok * 1000, 0)])).levels[0]!.all!.usd;
        const traffic = (1000 * 1000) / 2 ** 30;
        assert.ok(of(Math.max(n, m)) <= of(Math.min(n, m)) * (1 + 1e-9));
        assert.ok(of(n) >= traffic * (1 - 1e-9));
      }),
    );
  });
});

describe("costs in reports", () => {
  const one = stack([price("machine", 0.2)]);
  const two = stack([price("machine", 0.2), price("machine", 0.2, "far")], undefined, "double");
  const less = stack([price("machine", 0.2), price("machine", null, "far")], undefined, "unsure");

  it("a comparison shows the costs of both sides, with the change where all prices are known", () => {
    const text = comparisonTable(compare(one, two), { all: true });
    assert.match(text, /^Costs +single +double +change$/m);
    assert.match(text, /^ +per hour, with or without load +\$0\.20 +\$0\.40 +\+100 %$/m);
    assert.match(text, /^ +low: per 1000 good requests +\$0\.20 +\$0\.40 +\+100 %$/m);
    assert.match(
      text,
      /estimates in US dollars before tax, at list prices of 2026-01-02 \(https:\/\/prices\.example\)/,
    );
    assert.match(comparisonMarkdown(compare(one, two)), /<summary>Costs<\/summary>/);
  });

  it("a comparison shows the costs per hour in a line, unless everything is asked for", () => {
    const line = /^costs per hour \$0\.20 → \$0\.40 \(\+100 %\), estimated at list prices$/m;
    assert.match(comparisonTable(compare(one, two)), line);
    assert.match(comparisonTable(compare(one, less)), /^costs per hour \$0\.20 → ≥ \$0\.20, estimated/m);
  });

  it("a comparison shows what stays billed after VMs have shut down, if that was recorded", () => {
    const ends = (usd: number, staysBilled: boolean): Price => ({ ...price("machine", usd), staysBilled });
    const text = comparisonTable(compare(one, stack([ends(0.5, false), ends(0.25, true)], undefined, "ended")), {
      all: true,
    });
    assert.match(text, /^ +per hour after VMs have shut down automatically +– +\$0\.25 +–$/m);
    assert.doesNotMatch(comparisonTable(compare(one, two), { all: true }), /after VMs have shut down/);
  });

  it("a comparison shows a lower bound without a ratio where a price is unknown", () => {
    const text = comparisonTable(compare(one, less), { all: true });
    assert.match(text, /^ +per hour, with or without load +\$0\.20 +≥ \$0\.20 +–$/m);
    assert.match(text, /unsure: unpriced items: far: machine of far/);
  });

  it("a comparison says what a good request costs on the other side, and what that buys", () => {
    const verdict = /^double costs 2x what single does per 1000 good requests at low for 0 ms p95 \(dearer\)$/m;
    assert.match(comparisonTable(compare(one, two)), verdict);
    assert.match(comparisonMarkdown(compare(one, two)), /double costs 2x what single does/);
    assert.match(
      comparisonTable(compare(one, less)),
      /^cost per 1000 good requests at low: unknown \(unpriced: far: machine of far\)$/m,
    );
    const same = stack([price("machine", 0.201)], undefined, "same");
    assert.match(comparisonTable(compare(one, same)), /^same costs as much as single .* \(no difference\)$/m);
    assert.match(comparisonTable(compare(two, one)), /single costs 0\.50x what double does .* \(cheaper\)/);
  });

  it("a comparison without prices has one line on costs, and none in Markdown", () => {
    const emulated = compare(anOutputs(), anOutputs({ stack: "other", runId: "run-b" }));
    assert.match(
      comparisonTable(emulated, { all: true }),
      /^no costs for local, other: emulated machines have no price$/m,
    );
    assert.doesNotMatch(comparisonMarkdown(emulated), /Costs/);
  });

  it("the summary of one run shows its costs", () => {
    assert.match(
      runTable(anArchivedRun(one)),
      /^costs about \$0\.20 per hour; per 1000 good requests \$0\.20 at low$/m,
    );
    assert.doesNotMatch(runTable(anArchivedRun(anOutputs())), /costs about/);
  });
});
