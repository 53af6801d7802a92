/** The columns of a scaling study's tables: those of load tests, then what the service used and what happened to it. */
import { NONE, number, quantity } from "../../../base/format.ts";
import { reasonsText } from "../../../base/reasons.ts";
import type { ScalingPoint } from "../../scaling/index.ts";

export interface PointColumn {
  head: string;
  /** Name in CSV, with its unit. */
  name: string;
  value: (of: ScalingPoint) => number | null;
  text: (of: ScalingPoint) => string;
  /** In a terminal that is too narrow, those with this number are left out, the lowest first. */
  dropped?: number;
}

const ms = (value: number | null): string => quantity(value, "ms");
const percent = (value: number | null): string => quantity(value, "%");
const cores = (value: number | null): string => quantity(value, "cores");
const bytes = (value: number | null): string => quantity(value, "bytes");
const count = (value: number | null): string => quantity(value, "count");
/** Its unit is in the head. */
const bare = (value: number | null): string => (value === null ? NONE : number(value));

function column(
  head: string,
  name: string,
  value: PointColumn["value"],
  write: (value: number | null) => string,
  dropped?: number,
): PointColumn {
  return { head, name, value, text: (of) => write(value(of)), dropped };
}

/** Those that only variants have for which something is recommended. */
const RECOMMENDED: readonly PointColumn[] = [
  column("VPA: CPU", "recommendedCpuCores", ({ recommended }) => recommended?.target.cpuCores ?? null, cores, 4),
  column("VPA: RAM", "recommendedMemoryBytes", ({ recommended }) => recommended?.target.memoryBytes ?? null, bytes, 4),
];

const COMMON: readonly PointColumn[] = [
  column("users", "users", ({ users }) => users, count),
  column("mean", "avgMs", ({ avgMs }) => avgMs, ms),
  column("p95", "p95Ms", ({ p95Ms }) => p95Ms, ms, 3),
  column("errors", "errorPct", ({ errorPct }) => errorPct, percent),
  column("req/s", "ratePerS", ({ ratePerS }) => ratePerS, bare),
  column("max CPU", "cpuCoresMax", ({ cpu }) => cpu.max, cores),
  column("of requests", "cpuRequestPctMax", ({ cpu }) => cpu.requestPct, percent, 1),
  column("of limits", "cpuLimitPctMax", ({ cpu }) => cpu.limitPct, percent, 2),
  column("max RAM", "memoryBytesMax", ({ memory }) => memory.max, bytes),
  column("of requests", "memoryRequestPctMax", ({ memory }) => memory.requestPct, percent, 1),
  column("of limits", "memoryLimitPctMax", ({ memory }) => memory.limitPct, percent, 2),
  column("OOM kills", "oomKills", ({ oomKills }) => oomKills, count),
  column("restarts", "restarts", ({ restarts }) => restarts, count),
  column("replicas", "replicasMax", ({ replicas }) => replicas.max, count),
];

export const COLUMNS: readonly PointColumn[] = [...COMMON, ...RECOMMENDED];

/** Those of a variant's table. */
export const columnsFor = (points: readonly ScalingPoint[]): readonly PointColumn[] =>
  points.some(({ recommended }) => recommended !== null) ? COLUMNS : COMMON;

/** Why a load was too much, or its figures say nothing; empty if neither. */
export const pointRemark = ({ broke, invalid }: ScalingPoint): string =>
  broke.length > 0 ? `too much: ${broke.join("; ")}` : invalid.length > 0 ? `invalid: ${reasonsText(invalid)}` : "";
