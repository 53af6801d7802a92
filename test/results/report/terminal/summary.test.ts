import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { compare } from "../../../../results/compare/index.ts";
import { comparisonTable, summary } from "../../../../results/report/index.ts";
import type { StackOutputs } from "../../../../results/schema/outputs.ts";
import {
  aCell,
  aLatency,
  aMetrics,
  aResult,
  aUsage,
  aWanOutputs,
  anEndpoint,
  anEndpointWithTrips,
  anOutputs,
} from "../../../helpers/builders.ts";

const USERS = { low: 10, medium: 30, high: 60 };
const LEVELS = ["low", "medium", "high"] as const;
const planLevels = LEVELS.map((name) => ({ name, users: USERS[name], spawnRatePerS: 20, durationMs: 20_000 }));

const cells = (runId: string, avgMs: number, trips: number, crossPerS: number, cpuPct = 20) =>
  LEVELS.map((level) =>
    aCell({
      runId,
      level,
      result: aResult({
        spec: { ...aResult().spec, users: USERS[level] },
        overall: { ...anEndpointWithTrips("*", avgMs, trips), ratePerS: 100 },
        endpoints: [anEndpointWithTrips("GET /", avgMs, trips)],
      }),
      metrics: aMetrics({
        crossNodeBytes: { total: 100 * crossPerS, perS: crossPerS },
        nodes: [aUsage({ name: "node-1", nodes: undefined, cpuPct: { avg: level === "high" ? cpuPct : 20, max: 99 } })],
      }),
    }),
  );

function demo({ cpuPct = 20 } = {}): StackOutputs[] {
  const withLevels = (outputs: StackOutputs) => ({ ...outputs, plan: { ...outputs.plan, levels: planLevels } });
  return [
    withLevels(anOutputs({ load: cells("run-a", 3, 0, 0, cpuPct) })),
    withLevels(aWanOutputs({ load: cells("run-b", 700, 11.5, 250_000) })),
  ];
}

const shown = (stacks: StackOutputs[], options = {}) => summary(stacks, [compare(stacks[0]!, stacks[1]!)], options);

describe("the summary of stacks on a terminal", () => {
  it("has the headline, six figures a stack with levels as columns, and what links add, on one screen", () => {
    const text = shown(demo());
    const lines = text.split("\n");
    assert.match(lines[0]!, /^local-wan is slower: median \(p50\) /);
    assert.match(text, /^emulated figures +low, 10 users +medium, 30 users +high, 60 users$/m);
    assert.match(text, /^rate +local( +100 req\/s){3}\n +local-wan( +100 req\/s){3}$/m);
    assert.match(text, /^p50 +local .*\n +local-wan .*\n +change( +× 233 ▲ worse){3}$/m);
    for (const label of ["p50", "p95", "failures", "CPU, busiest node"])
      assert.match(text, new RegExp(`^${label} +local `, "m"));
    assert.match(text, /^cross-node traffic +local( +0 B\/s){3}\n +local-wan( +244 KiB\/s){3}$/m);
    for (const level of LEVELS)
      assert.match(
        text,
        new RegExp(`^ {2}${level} +0 → 11\\.5 round trips/request explain \\+690 of \\+697 ms \\(99 %\\)$`, "m"),
      );
    assert.match(
      text,
      /^emulated: real requests on emulated nodes\nall 6 cells are valid: complete, generator kept up$/m,
    );
    assert.ok(lines.length <= 26, text);
    assert.ok(
      lines.slice(1).every((line) => line.length <= 80),
      "all but the headline fits 80 columns",
    );
  });

  it("says why a rate that changed has no verdict, as the comparison does", () => {
    const at = (outputs: StackOutputs, ratePerS: number, spec: object): StackOutputs => ({
      ...outputs,
      load: outputs.load.map((cell) => {
        const result = { ...cell.result, overall: { ...cell.result.overall, ratePerS } };
        return { ...cell, result: { ...result, spec: { ...result.spec, ...spec } } };
      }),
    });
    const said = (spec: object, ratePerS = 50) => {
      const [a, b] = demo().map((outputs, i) => at(outputs, i === 0 ? 100 : ratePerS, spec));
      const compared = compare(a!, b!);
      const lines = [summary([a!, b!], [compared]), comparisonTable(compared)].map(
        (text) => /^rate: .*$/m.exec(text)?.[0],
      );
      assert.equal(lines[0], lines[1]);
      return lines[0];
    };
    assert.equal(said({}), "rate: no verdict, because think times bound it");
    assert.equal(
      said({ model: "open", ratePerS: 50 }),
      "rate: no verdict, because the schedule of arrivals decides it",
    );
    assert.equal(said({ thinkTimeScale: 0 }), undefined);
    assert.equal(said({}, 100), undefined);
  });

  it("says the same with and without colour", () => {
    assert.equal(stripVTControlCharacters(shown(demo(), { colour: true })), shown(demo()));
  });

  it("wraps prose between words to the width of a terminal", () => {
    const lines = shown(demo(), { widthChars: 60 }).split("\n");
    assert.ok(lines[0]!.length <= 60 && lines[0]!.startsWith("local-wan is slower"));
    const prose = (text: string) => text.slice(0, text.indexOf("emulated figures")).replace(/\s+/g, " ");
    assert.equal(prose(lines.join("\n")), prose(shown(demo())));
  });

  it("names a node that has used up its CPU", () => {
    assert.match(shown(demo({ cpuPct: 95 })), /^CPU, busiest node +local +20 % +20 % +saturated 95 %$/m);
  });

  it("shows the status of cells only if some are not evidence, with the reasons", () => {
    const [a, b] = demo() as [StackOutputs, StackOutputs];
    assert.doesNotMatch(shown([a, b]), /^status/m);
    const reasons = [{ code: "target-down", message: "nothing answered" }];
    const load = b.load.map((cell) =>
      cell.level === "high" ? { ...cell, result: { ...cell.result, status: "invalid" as const, reasons } } : cell,
    );
    const text = shown([a, { ...b, load: load.slice(1) }]);
    assert.match(text, /^status +local( +complete){3}\n +local-wan +not measured +complete +invalid$/m);
    assert.match(text, /^! local-wan: load-high-1 is invalid: nothing answered$/m);
    assert.doesNotMatch(text, /are valid/);
  });

  it("says why figures are missing, with numbers only where they hold for all of them", () => {
    const few = (cell: StackOutputs["load"][number], samples: number) => {
      const { overall } = cell.result;
      const missing = [{ metric: "latencyMs.p95", reason: `too few samples: ${samples} of 400 needed` }];
      const latencyMs = { ...overall.latencyMs, p95: null };
      return { ...cell, result: { ...cell.result, overall: { ...overall, latencyMs, missing } } };
    };
    const [a, b] = demo() as [StackOutputs, StackOutputs];
    const without = (outputs: StackOutputs, samples: number) => ({
      ...outputs,
      load: outputs.load.map((cell) => (cell.level === "low" ? few(cell, samples) : cell)),
    });
    assert.match(shown([a, without(b, 90)]), /^– no p95 of local-wan at low: too few samples: 90 of 400 needed$/m);
    assert.match(
      shown([without(a, 123), without(b, 90)]),
      /^– no p95 of local at low; p95 of local-wan at low: too few samples$/m,
    );
  });

  it("shows one stack alone, without a comparison", () => {
    const text = summary([demo()[0]!], []);
    assert.match(text, /^emulated figures /);
    assert.match(text, /^p50 +local +2\.40 ms/m);
    assert.doesNotMatch(text, /round trips|undefined/);
  });

  it("hostile names cannot control the terminal", () => {
    const evil = "\u001b[2Jx\u0007\r\nfake";
    const result = aResult({
      overall: anEndpoint({ latencyMs: aLatency(5) }),
      status: "partial",
      reasons: [{ code: "x", message: evil }],
    });
    const a = anOutputs({ stack: evil, load: [aCell({ level: evil, cell: evil, result })] });
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(summary([a], []), /[\u0000-\u0009\u000b-\u001f]/);
  });
});
