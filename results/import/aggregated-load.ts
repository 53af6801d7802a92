/** The load of a file that has every request, from what `RequestAggregator` made of it. */
import type { RequestAggregator } from "./aggregate.ts";
import { ALWAYS_ABSENT, resultOf, type ImportedLoad } from "./imported-load.ts";

interface AggregatedFile extends Pick<ImportedLoad, "tool" | "format" | "absent"> {
  file: string;
  /** The tool's name in messages. */
  writer: string;
  /** The file ends inside its last line. */
  cut: boolean;
}

/** @param aggregator with at least one request */
export function aggregatedLoad(
  aggregator: RequestAggregator,
  { tool, writer, format, file, cut, absent }: AggregatedFile,
): ImportedLoad {
  const { startMs, endMs } = aggregator.span;
  return {
    tool,
    format,
    files: [file],
    result: resultOf({
      startedAt: startMs,
      endedAt: endMs,
      measuredMs: endMs - startMs,
      ...aggregator.statistics(),
      errors: aggregator.errors(),
      cutOff: cut ? `${file} ends inside its last line: ${writer} or the copy was interrupted` : undefined,
    }),
    seconds: aggregator.seconds.lines(startMs),
    histograms: aggregator.histograms(),
    absent: [...ALWAYS_ABSENT, ...absent, ...aggregator.absent()],
  };
}
