import { quantity } from "../../../base/format.ts";
import type { Histogram } from "../../histogram/index.ts";
import type { StallCounts } from "../../measure/second.ts";
import type { Health } from "../aggregate/health.ts";
import type { Shift } from "./margins.ts";

/** What held requests up, in words. */
export function causesOf({ stalls, lag }: { stalls: StallCounts; lag: Histogram }, { gcMs }: Health): string[] {
  const causes: string[] = [];
  if (lag.count > 0) {
    const [half, hundredth] = [0.5, 0.99].map((quantile) => milliseconds(lag.quantile(quantile)! / 1000));
    causes.push(`half of all iterations were released ${half} late, one in a hundred ${hundredth}`);
  }
  if (stalls.count > 0) {
    const [all, longest] = [stalls.blockedUs, stalls.longestUs].map((us) => milliseconds(us / 1000));
    const times = stalls.count === 1 ? "once" : `${stalls.count} times`;
    const collected = `garbage collection took ${milliseconds(gcMs)}`;
    causes.push(`the event loop was blocked ${times}, for ${all} in all and up to ${longest} (${collected})`);
  }
  return causes;
}

/** The percentiles that were moved, each with the allowance. */
export function describeShifts(shifts: readonly Shift[]): string {
  const parts = shifts.map(({ name, reportedMs, undelayedMs, allowedMs }) => {
    const byMs = reportedMs - undelayedMs;
    const share = `${percent(byMs / reportedMs)}; ${milliseconds(allowedMs)} allowed`;
    return `${name} by about ${milliseconds(byMs)} of ${milliseconds(reportedMs)} (${share})`;
  });
  return `the generator's own delays raised ${parts.join(", ")}`;
}

export const percent = (share: number): string => quantity(100 * share, "%");
export const milliseconds = (ms: number): string => quantity(ms, "ms");
