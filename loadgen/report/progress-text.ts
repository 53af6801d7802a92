/** A load in a line, while it runs and when it has ended: the same figures in the same order. */
import { quantity } from "../../base/format.ts";
import { counted } from "../../base/counted.ts";
import type { Progress } from "../coordinator/progress.ts";
import type { CellResult, EndpointStats } from "../schema/cell.ts";
import { failedPct } from "../schema/figures.ts";

const text = (ratePerS: number, p50Ms: number | null, p95Ms: number | null): string =>
  `${quantity(ratePerS, "req/s")}  p50 ${quantity(p50Ms, "ms")}  p95 ${quantity(p95Ms, "ms")}`;

/** Rate and latencies of the last seconds, failures since the start. */
export const progressText = ({
  ratePerS,
  p50Ms,
  p95Ms,
  failures,
  users,
}: Pick<Progress, "ratePerS" | "p50Ms" | "p95Ms" | "failures" | "users">): string =>
  `${text(ratePerS, p50Ms, p95Ms)}  ${failures} failed${users === 0 ? "" : `  ${counted(users, "user")}`}`;

interface Ended extends Pick<CellResult, "status"> {
  overall: Pick<EndpointStats, "requests" | "failures" | "ratePerS" | "latencyMs">;
}

/** The measured part. */
export function resultText({ status, overall }: Ended): string {
  const { ratePerS, latencyMs } = overall;
  return `${status}  ${text(ratePerS, latencyMs.p50, latencyMs.p95)}  ${quantity(failedPct(overall), "%")} failed`;
}
