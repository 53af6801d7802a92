/** Distributions of latency with one line per run, as the percentile plots known from HdrHistogram. */
import { Histogram, decodeHistogram } from "@stackmark/loadgen/histogram";
import { serialisedHistogramsSchema } from "@stackmark/loadgen/schema";
import type { Histograms } from "../../../schema/run.ts";
import type { Report, ReportCell } from "../model.ts";
import type { Chart, Line } from "./chart.ts";
import { isWide } from "./scale.ts";
import { short } from "./series.ts";
import { sideOf } from "./sides.ts";

/** Points on the axis, evenly spaced on a logarithmic scale of 1 / (1 - quantile). */
const PER_DECADE = 12;
const DECADES = 5;
/** Samples that must lie beyond a quantile; otherwise it is simply the maximum. */
const MIN_BEYOND = 1;

/** One chart per level, with one line per side; none if no cell of the level has a distribution. */
export function distributionCharts({ runs, levels }: Report): Chart[] {
  const all = Array.from({ length: PER_DECADE * DECADES + 1 }, (_, index) => short(10 ** (index / PER_DECADE))!);
  return levels.flatMap(({ id, name, cells }): Chart[] => {
    const lines = runs.flatMap((run): Line[] => {
      const own = cells.filter((cell) => cell.run === run);
      const merged = mergedLatency(own);
      if (!merged) return [];
      const values = all.map((inverse) => valueAt(merged, inverse));
      const end = values.findLastIndex((value) => value !== null) + 1;
      const { identity, look } = sideOf({ runs }, run);
      return [{ label: run.label, identity, look, x: all.slice(0, end), values: values.slice(0, end) }];
    });
    if (lines.length === 0) return [];
    return [
      {
        ...{
          id: `${id}-distribution`,
          title: `Latency by percentile${levels.length > 1 ? `, ${name}` : ""}`,
          unit: "ms",
        },
        ...{ log: isWide(lines), xKind: "percentile", lines, spans: [] },
      },
    ];
  });
}

function valueAt(histogram: Histogram, inverse: number): number | null {
  if (histogram.count < MIN_BEYOND * inverse) return null;
  const us = histogram.quantile(1 - 1 / inverse);
  return us === undefined || us === 0 ? null : short(us / 1000);
}

/** Merges the measured parts of all valid cells; `null` if none has a distribution. */
export function mergedLatency(cells: readonly ReportCell[]): Histogram | null {
  const sum = new Histogram();
  for (const { output, archived } of cells) {
    if (output?.result.status === "invalid" || !archived.histograms) continue;
    for (const part of latencies(archived.histograms, output?.result.spec["model"] === "open")) sum.add(part);
  }
  return sum.count === 0 ? null : sum;
}

/** Open models count from when a request was due, closed ones from when it was sent. Damaged files count as absent. */
function latencies(histograms: Histograms, open: boolean): Histogram[] {
  const parsed = serialisedHistogramsSchema.safeParse(histograms);
  if (!parsed.success) return [];
  const { segments, entries } = parsed.data;
  const kind = open ? "response" : "service";
  try {
    return entries
      .filter((entry) => entry.kind === kind && entry.outcome === "ok" && segments[entry.segment]?.measured)
      .map((entry) => decodeHistogram(entry));
  } catch {
    return [];
  }
}
