/** What all charts over time of one cell share: their seconds, and the parts of the load. */
import type { Segment } from "@stackmark/loadgen/result";
import type { Chart } from "./charts.ts";
import type { ReportCell } from "./model.ts";

export function frame({ output }: ReportCell, atMs: readonly number[], step: number): Pick<Chart, "x" | "segments"> {
  const x = atMs.filter((_, index) => index % step === 0).map((at) => Number((at / 1000).toFixed(2)));
  const segments = (output?.result.segments ?? []).map(({ name, kind, startMs, endMs, measured }: Segment) => ({
    name,
    from: startMs / 1000,
    to: endMs / 1000,
    measured,
    ...(kind === "spike" && { spike: true as const }),
  }));
  return { x, segments };
}
