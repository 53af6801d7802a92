/**
 * Estimated costs of a run's stack, from the prices in its plan: per hour, for the run, and per 1000 good requests at each
 * level. Unpriced items make a sum a lower bound.
 */
import type { CellOutput, StackOutputs } from "./schema/outputs.ts";
import type { Price, PriceSource } from "./schema/prices.ts";

export interface Sum {
  /** US dollars, of all items with a price. */
  usd: number;
  /** Unpriced items; the total is then more than `usd`. */
  unknown: string[];
}

export interface LevelCost {
  level: string;
  /** Per 1000 successful requests at the level's rate; `null` if none was measured. */
  machines: Sum | null;
  betweenNodes: Sum | null;
  toUsers: Sum | null;
  all: Sum | null;
}

export interface StackCost {
  /** Machines, disks and addresses, per hour, with or without load. */
  hour: Sum;
  /** Per hour after VMs have shut down automatically, until the stack is destroyed. `null` if none do, or if it was not recorded. */
  afterExpiry: Sum | null;
  /** From the first request of the run to the last, without the creation and deletion of the stack. `null` if it was not recorded. */
  run: { hours: number; sum: Sum } | null;
  levels: LevelCost[];
  /** Dates of the prices, oldest first. */
  asOf: string[];
  /** Addresses of the price lists. */
  sources: string[];
  /** A price was older than {@link STALE_DAYS} when the run began. */
  isStale: boolean;
  /** Copies of a price list disagree. */
  isDoubtful: boolean;
}

export type Cost = StackCost | { reason: string };

const GB = 2 ** 30;
const REQUESTS = 1000;
const HOUR_MS = 3_600_000;
/** Age from which a list price should be checked again. */
export const STALE_DAYS = 90;

export function costOf({ plan, load, provenance }: StackOutputs): Cost {
  const { prices } = plan;
  if (!prices) return { reason: REASONS[plan.nodes.length === 0 ? "imported" : provenance] };
  const hour = hourlySum(prices);
  const sources = prices.flatMap(({ source }) => source ?? []);
  return {
    hour,
    afterExpiry: prices.some(({ staysBilled }) => staysBilled === false) ? sumAfterExpiry(prices) : null,
    run: runOf(hour, load, prices),
    levels: [...Map.groupBy(load, ({ level }) => level)].map(([level, cells]) => levelOf(level, cells, hour, prices)),
    asOf: [...new Set(sources.flatMap(({ asOf }) => asOf ?? []))].sort(),
    sources: [...new Set(sources.map(({ url }) => url))].sort(),
    isStale: isStale(sources, load),
    isDoubtful: sources.some(({ isDoubtful }) => isDoubtful),
  };
}

function isStale(sources: readonly PriceSource[], load: readonly CellOutput[]): boolean {
  const times = load.flatMap(({ result }) => (result.startedAt === null ? [] : [Date.parse(result.startedAt)]));
  const age = times.length === 0 ? null : ageOf(sources, Math.min(...times));
  return age !== null && age.days > STALE_DAYS;
}

/** Of the oldest price; `null` without a dated one. */
export function ageOf(sources: readonly PriceSource[], nowMs: number): { asOf: string; days: number } | null {
  const [asOf] = sources.flatMap((source) => source.asOf ?? []).sort();
  if (asOf === undefined) return null;
  return { asOf, days: Math.floor((nowMs - Date.parse(asOf)) / (24 * HOUR_MS)) };
}

const REASONS: Record<StackOutputs["provenance"], string> = {
  emulated: "emulated machines have no price",
  simulated: "simulated machines have no price",
  imported: "what it ran on was not recorded",
  measured: "an older version made the plan, without prices",
};

/** Costs per hour while the stack is up, without traffic. */
export const hourlySum = (prices: readonly Price[]): Sum => sumOf(prices.filter(({ per }) => per === "hour"));

/** Costs per hour after VMs have shut down automatically, until the stack is destroyed. */
export const sumAfterExpiry = (prices: readonly Price[]): Sum => sumOf(prices.filter(({ staysBilled }) => staysBilled));

export function sumOf(prices: readonly Price[]): Sum {
  return {
    usd: prices.reduce((total, { usd }) => total + (usd ?? 0), 0),
    unknown: prices.flatMap(({ usd, node, what }) => (usd === null ? [`${node}: ${what}`] : [])),
  };
}

const plus = (sums: readonly Sum[]): Sum => ({
  usd: sums.reduce((total, { usd }) => total + usd, 0),
  unknown: [...new Set(sums.flatMap(({ unknown }) => unknown))],
});

/** Rate and traffic of an invalid cell do not describe its stack. */
const isValid = ({ result }: CellOutput): boolean => result.status !== "invalid";

function levelOf(level: string, cells: readonly CellOutput[], hour: Sum, prices: readonly Price[]): LevelCost {
  const valid = cells.filter(isValid);
  const ok = total(valid, ({ result }) => result.overall.ok) ?? 0;
  const hours = total(valid, ({ result }) => (result.measuredMs === null ? null : result.measuredMs / HOUR_MS));
  if (ok === 0 || hours === null) return { level, machines: null, betweenNodes: null, toUsers: null, all: null };
  const times = REQUESTS / ok;
  const machines = { usd: times * hours * hour.usd, unknown: hour.unknown };
  const betweenNodes = transfer(prices, "between-nodes", total(valid, crossed), times);
  const toUsers = transfer(prices, "to-users", total(valid, answered), times);
  return { level, machines, betweenNodes, toUsers, all: plus([machines, betweenNodes, toUsers]) };
}

/** `null` if the value of one cell is unknown. */
function total(cells: readonly CellOutput[], of: (cell: CellOutput) => number | null): number | null {
  const values = cells.map(of);
  return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0);
}

const crossed = ({ metrics }: CellOutput): number | null => metrics?.crossNodeBytes.total ?? null;
const answered = ({ result }: CellOutput): number | null => result.overall.bytes;

/** Uses the highest price for all bytes, because their senders are not recorded: the bill is never higher. */
function transfer(prices: readonly Price[], kind: Price["kind"], bytes: number | null, times: number): Sum {
  const own = prices.filter((price) => price.kind === kind);
  if (own.length === 0) return { usd: 0, unknown: [] };
  const { unknown } = sumOf(own);
  const highest = Math.max(0, ...own.map(({ usd }) => usd ?? 0));
  if (bytes === null && (highest > 0 || unknown.length > 0)) {
    return { usd: 0, unknown: [`${own[0]!.what}: bytes were not measured`] };
  }
  return { usd: (times * (bytes ?? 0) * highest) / GB, unknown };
}

function runOf(hour: Sum, load: readonly CellOutput[], prices: readonly Price[]): StackCost["run"] {
  const begins = load.map(({ result }) => (result.startedAt === null ? NaN : Date.parse(result.startedAt)));
  const ends = load.map(({ result }) => (result.endedAt === null ? NaN : Date.parse(result.endedAt)));
  const hours = (Math.max(...ends) - Math.min(...begins)) / HOUR_MS;
  if (!(hours >= 0) || !Number.isFinite(hours)) return null;
  const machines = { usd: hours * hour.usd, unknown: hour.unknown };
  const betweenNodes = transfer(prices, "between-nodes", total(load, crossed), 1);
  const toUsers = transfer(prices, "to-users", total(load, answered), 1);
  return { hours, sum: plus([machines, betweenNodes, toUsers]) };
}
