import { Aggregate } from "../aggregate/aggregate.ts";
import { LoadError } from "../../errors.ts";
import { addPeer, type PeerCounts } from "../../transport/peers.ts";
import type { Accounting, CellResult, Segment } from "../../schema/cell.ts";
import type { LoadOutcome } from "../../schema/outcome.ts";
import { mergePools } from "./pool.ts";
import { headlineOf, statisticsOf, versionsOf } from "./statistics.ts";

/**
 * The parts of a cell that was interrupted and resumed, as one: counts and histograms are added, statistics computed
 * anew from them, never averaged.
 *
 * Parts come in the order of time and their times are put one after the other. The whole is `complete` when its last
 * part is, and `invalid` when any part is.
 * Their targets may differ: the address of a deployment may change between two parts.
 * @throws LoadError `LOAD_MERGE_MISMATCH` for no parts, or parts that differ in scenario, model, users, tally headers or canary.
 */
export function mergeCells(parts: readonly LoadOutcome[]): LoadOutcome {
  const [first, ...rest] = parts;
  if (first === undefined)
    throw new LoadError("LOAD_MERGE_MISMATCH", "There are no parts to merge: give at least one.");
  return rest.reduce(mergeTwo, first);
}

function mergeTwo(a: LoadOutcome, b: LoadOutcome): LoadOutcome {
  check(a, b);
  const shiftMs = a.result.segments.at(-1)?.endMs ?? 0;
  const shiftIndex = a.result.segments.length;
  const aggregate = new Aggregate();
  for (const counts of a.histograms.counts) aggregate.addCounts(counts);
  for (const entry of a.histograms.entries) aggregate.addHistogram(entry);
  for (const counts of b.histograms.counts) aggregate.addCounts({ ...counts, segment: counts.segment + shiftIndex });
  for (const entry of b.histograms.entries) aggregate.addHistogram({ ...entry, segment: entry.segment + shiftIndex });
  for (const error of a.result.errors) aggregate.errors.add(error);
  for (const error of b.result.errors) {
    aggregate.errors.add({
      ...error,
      firstAtMs: error.firstAtMs + shiftMs,
      lastAtMs: error.lastAtMs + shiftMs,
    });
  }
  const segments = [...a.result.segments, ...b.result.segments.map((segment) => shift(segment, shiftMs))];
  const scope = {
    segments: new Set(segments.flatMap((segment, index) => (segment.measured ? [index] : []))),
    measuredMs: a.result.measuredMs + b.result.measuredMs,
    tallyHeaders: b.result.spec["tallyHeaders"] as string[],
    headline: headlineOf(b.result.spec["model"]),
  };
  // These figures exist for each part only and cannot be merged.
  const {
    segmentStats: _stats,
    timings: _timings,
    thresholds: _thresholds,
    connections: _peers,
    steady: _steady,
    ...last
  } = b.result;
  return {
    result: {
      ...last,
      ...statusOf(a.result, b.result),
      startedAt: a.result.startedAt,
      measuredMs: scope.measuredMs,
      segments,
      overall: statisticsOf(aggregate, "*", scope),
      endpoints: aggregate.endpoints().map((name) => statisticsOf(aggregate, name, scope)),
      versions: versionsOf(aggregate, scope),
      errors: aggregate.errors.list(),
      accounting: mergeAccounting(a.result.accounting, b.result.accounting),
      generator: mergeGenerators(a.result, b.result),
      longestGapMs: greatest(a.result.longestGapMs, b.result.longestGapMs),
      ...mergeConnections(a.result, b.result),
    },
    histograms: {
      ...b.histograms,
      segments: segments.map(({ name, measured }) => ({ name, measured })),
      counts: aggregate.allCounts(),
      entries: aggregate.serialised(),
    },
  };
}

const SHARED = ["scenario", "model", "users", "tallyHeaders", "canary"] as const;

function check(a: LoadOutcome, b: LoadOutcome): void {
  const same = (key: (typeof SHARED)[number]) =>
    JSON.stringify(a.result.spec[key]) === JSON.stringify(b.result.spec[key]);
  for (const key of SHARED) {
    if (!same(key)) {
      throw new LoadError("LOAD_MERGE_MISMATCH", `Parts with different "${key}" are not of one cell: measure it anew.`);
    }
  }
}

function shift(segment: Segment, byMs: number): Segment {
  return { ...segment, startMs: segment.startMs + byMs, endMs: segment.endMs + byMs };
}

/** The next part completes a stopped one, whatever the reason; an invalid part makes the whole invalid. */
function statusOf(a: CellResult, b: CellResult): Pick<CellResult, "status" | "reasons"> {
  if (a.status !== "invalid") return { status: b.status, reasons: b.reasons };
  const faults = a.reasons.filter(({ code }) => code !== "stopped");
  return { status: "invalid", reasons: [...faults, ...b.reasons] };
}

function mergeAccounting(a: Accounting, b: Accounting): Accounting {
  const audits = a.audits.map((audit) => {
    const other = b.audits.find(({ name }) => name === audit.name);
    if (other === undefined) return audit;
    return { ...audit, holds: audit.holds && other.holds, detail: `${audit.detail}; then ${other.detail}` };
  });
  return {
    planned: a.planned + b.planned,
    released: a.released + b.released,
    dropped: a.dropped + b.dropped,
    sent: a.sent + b.sent,
    ok: a.ok + b.ok,
    failed: a.failed + b.failed,
    aborted: a.aborted + b.aborted,
    inFlightAtEnd: a.inFlightAtEnd + b.inFlightAtEnd,
    audits,
  };
}

function mergeConnections(a: CellResult, b: CellResult): Pick<CellResult, "connections"> {
  if (a.connections === undefined || b.connections === undefined) return {};
  const byAddress = new Map<string, PeerCounts>();
  for (const peer of [...a.connections, ...b.connections]) addPeer(byAddress, peer);
  return { connections: [...byAddress.values()] };
}

function mergeGenerators(a: CellResult, b: CellResult): CellResult["generator"] {
  const weighted = (x: number | null, y: number | null) =>
    x === null || y === null ? (x ?? y) : (x * a.measuredMs + y * b.measuredMs) / (a.measuredMs + b.measuredMs || 1);
  const notes = [...new Set([...(a.generator.notes ?? []), ...(b.generator.notes ?? [])])];
  return {
    workers: Math.max(a.generator.workers, b.generator.workers),
    cpuPctOfCore: weighted(a.generator.cpuPctOfCore, b.generator.cpuPctOfCore),
    eventLoopUtilisation: weighted(a.generator.eventLoopUtilisation, b.generator.eventLoopUtilisation),
    loopDelayP99Ms: greatest(a.generator.loopDelayP99Ms, b.generator.loopDelayP99Ms),
    limited: a.generator.limited || b.generator.limited,
    reasons: [...new Set([...a.generator.reasons, ...b.generator.reasons])],
    notes: notes.length === 0 ? undefined : notes,
    pool: a.generator.pool && b.generator.pool && mergePools(a.generator.pool, b.generator.pool, weighted),
  };
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
