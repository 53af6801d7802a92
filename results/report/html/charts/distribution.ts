/** Distributions of latency with one line per run, as the percentile plots known from HdrHistogram. */
import { Histogram, decodeHistogram } from "@stackmark/loadgen/histogram";
import { serialisedHistogramsSchema } from "@stackmark/loadgen/schema";
import type { Histograms } from "../../../schema/run.ts";
import type { Chart, Series } from "./chart.ts";
import type { Report, ReportCell } from "../model.ts";
import { short } from "./series.ts";

/** Points on the axis, evenly spaced on a logarithmic scale of 1 / (1 - quantile). */
const PER_DECADE = 12;
const DECADES = 5;
/** Samples that must lie beyond a quantile; otherwise it is simply the maximum. */
const MIN_BEYOND = 1;

/** One chart per level; none if no cell of the level has a distribution. */
export function distributionCharts({ runs, levels }: Report): Chart[] {
  const x = Array.from({ length: PER_DECADE * DECADES + 1 }, (_, index) => short(10 ** (index / PER_DECADE))!);
  return levels.flatMap(({ id, name, cells }): Chart[] => {
    const series = runs.flatMap((run): Series[] => {
      const merged = mergedLatency(cells.filter((cell) => cell.run === run));
      return merged ? [{ label: run.label, values: x.map((inverse) => valueAt(merged, inverse)) }] : [];
    });
    if (series.length === 0) return [];
    const last = x.findLastIndex((_, index) => series.some(({ values }) => values[index] !== null));
    return [
      {
        id: `${id}-distribution`,
        title: `Latency distribution at level ${name}`,
        unit: "ms",
        group: "distribution",
        log: true,
        xKind: "percentile",
        x: x.slice(0, last + 1),
        series: series.map((line) => ({ ...line, values: line.values.slice(0, last + 1) })),
        segments: [],
        note: "Of successful requests in the measured part; repeats of a level are merged.",
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
