/** Samples of output in the documents, compared with what is printed of similar runs: everything but the figures is equal. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../results/compare/index.ts";
import { comparisonTable, runTable, summary } from "../results/report/index.ts";
import type { CellOutput, StackOutputs } from "../results/schema/outputs.ts";
import { anArchivedRun } from "./helpers/archived-runs.ts";
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
} from "./helpers/builders.ts";
import { root } from "./helpers/imports.ts";

/** The first sample with this text, from it on. @param end what follows the part that is wanted */
function sample(file: string, start: string, end?: string): string {
  const blocks = [...readFileSync(join(root, file), "utf8").matchAll(/^```text\n(.*?)^```$/gms)].map(
    ([, text]) => text!,
  );
  const text = blocks.find((block) => block.includes(start));
  assert.ok(text !== undefined, `${file} has no sample with ${start}`);
  const from = text.indexOf(start);
  return text.slice(from, end === undefined ? undefined : text.indexOf(end, from));
}

/** Without figures, run ids and the widths of columns and lines. Large changes are factors instead of percentages. */
const shape = (text: string): string =>
  text
    .replaceAll(/-\d{8}T\d{6}Z-[0-9a-f]{6}/g, "-ID")
    .replaceAll(/[+−]?\d[\d.\u202f]*/g, "N")
    .replaceAll(/(× )?N( %)? to (× )?N( %)?/g, "RANGE")
    .replaceAll("× N", "N %")
    // Which level changed most differs from run to run.
    .replaceAll(/\(level \w+\)/g, "(level L)")
    .replaceAll(/\s+/g, " ")
    .trim();

/** `...` in a line of its own stands for lines that are left out. */
function assertPrinted(text: string, printed: string): void {
  const whole = shape(printed);
  let at = 0;
  for (const part of text.split(/^\.\.\.$/m).map(shape)) {
    const found = whole.indexOf(part, at);
    assert.ok(found >= 0, `not printed: ${part}\nprinted: ${whole}`);
    at = found + part.length;
  }
}

const LEVELS = ["low", "medium", "high"] as const;
type Level = (typeof LEVELS)[number];

interface Shape {
  runId: string;
  avgMs: (level: Level) => number;
  /** Mean number of sequential round trips per response. */
  trips: (level: Level) => number;
  ratePerS: number;
  crossPerS: number;
  /** Samples of levels that have too few for a p95. */
  few: Partial<Record<Level, number>>;
}

function cellOf(level: Level, { runId, avgMs, trips, ratePerS, crossPerS, few }: Shape): CellOutput {
  const stats = anEndpointWithTrips("*", avgMs(level), trips(level));
  const missing = Object.entries({ p95: few[level], p99: 500 }).flatMap(([name, samples]) =>
    samples === undefined
      ? []
      : [{ metric: `latencyMs.${name}`, reason: `too few samples: ${samples} of 2000 needed` }],
  );
  const latencyMs = { ...stats.latencyMs, p99: null, ...(few[level] !== undefined && { p95: null }) };
  const steady = [{ segment: "plateau", holds: true, ratePerS: [50, 50], p50Ms: [8, 8] }];
  return aCell({
    runId,
    level,
    result: aResult({ overall: { ...stats, ratePerS, latencyMs, missing }, endpoints: [], steady }),
    metrics: aMetrics({
      crossNodeBytes: { total: 18 * crossPerS, perS: crossPerS },
      nodes: [aUsage({ name: "node-1", nodes: undefined, cpuPct: { avg: 13.1, max: 20 } })],
    }),
  });
}

/** Mean latency on one node, and of a round trip over the link of two. */
const [BEFORE_MS, ROUND_TRIP_MS] = [31.3, 60];

/** Services on one node, and the frontend on another one. */
const placed = (frontend: string) =>
  ["frontend", "cart", "catalog"].map((service) => ({
    service,
    replica: 0,
    node: service === "frontend" ? frontend : "node-1",
  }));

function demo(): { local: StackOutputs; wan: StackOutputs } {
  const [runA, runB] = ["local-20261130T223505Z-a13f5f", "local-wan-20261130T223553Z-2d2e88"];
  const before: Shape = {
    runId: runA,
    avgMs: () => BEFORE_MS,
    trips: () => 0,
    ratePerS: 30.8,
    crossPerS: 0,
    few: { low: 900 },
  };
  const avgMs = (level: Level) => (level === "high" ? 1000 : 700);
  const trips = (level: Level) => (0.99 * (avgMs(level) - BEFORE_MS)) / ROUND_TRIP_MS;
  const few = { low: 600, medium: 800 };
  const after: Shape = { runId: runB, avgMs, trips, ratePerS: 19.8, crossPerS: 111_000, few };
  const load = (of: Shape) => LEVELS.map((level) => cellOf(level, of));
  return {
    local: anOutputs({ runId: runA, load: load(before), placement: placed("node-1") }),
    wan: { ...aWanOutputs({ runId: runB, load: load(after) }), placement: placed("node-2") },
  };
}

/** Six turns of each side, A B B A ... */
function urls(): [StackOutputs, StackOutputs] {
  const spec = { ...aResult().spec, scenario: "get" };
  const missing = [{ metric: "latencyMs.p99", reason: "too few samples: 1900 of 2000 needed" }];
  const side = (stack: string, runId: string, avgMs: number, turns: number[]): StackOutputs => {
    const load = turns.map((turn, i) => {
      const noise = 1 + 0.001 * Math.sin(turn);
      const latencyMs = aLatency(avgMs * noise, { p99: null });
      const overall = anEndpoint({ ratePerS: 10_000 / (avgMs * noise), latencyMs, missing });
      const startedAt = `2026-03-01T10:${10 + turn}:00.000Z`;
      const result = aResult({ spec, overall, endpoints: [], startedAt });
      return aCell({ runId, level: "10-users", repeat: i + 1, result, provenance: "measured", metrics: null });
    });
    return anOutputs({ stack, runId, load, provenance: "measured" });
  };
  return [
    side("old", "old-20261129T184037Z-c2f820", 40.7, [0, 3, 4, 7, 8, 11]),
    side("new", "new-20261129T184037Z-7ec625", 50.7, [1, 2, 5, 6, 9, 10]),
  ];
}

describe("samples of output in the documents", () => {
  const { local, wan } = demo();
  const comparison = compare(local, wan);

  it("the demo in README prints its headline, table and explanation as the sample does", () => {
    assertPrinted(sample("README.md", "local-wan is slower", "report:"), summary([local, wan], [comparison]));
  });

  it("ab in README prints a comparison as the sample does", () => {
    assertPrinted(sample("README.md", "new is slower", "report:"), comparisonTable(compare(...urls())));
  });

  it("diff prints its headline and table as the samples in docs/comparison.md do", () => {
    const printed = comparisonTable(comparison);
    assertPrinted(sample("docs/comparison.md", "local-wan is slower"), printed);
    assertPrinted(sample("docs/comparison.md", "local      local-"), printed);
  });

  it("a run is printed as the sample in docs/results.md is", () => {
    assertPrinted(sample("docs/results.md", "local run local-"), runTable(anArchivedRun(local)));
  });
});
