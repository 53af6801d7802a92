/** The load of files that have every request, from what `RequestAggregator` made of them. */
import { RequestAggregator } from "./aggregate.ts";
import { ALWAYS_ABSENT, resultOf, type ImportedLoad } from "./imported-load.ts";
import type { TextFile } from "./text/text-file.ts";

/** The requests of all files of one load. */
export interface Aggregated {
  aggregator: RequestAggregator;
  files: string[];
  /** Those that end inside their last line. */
  cut: string[];
}

/**
 * Adds every request of several files, which were written at the same time, to one aggregator.
 * @param read adds the requests of one file, and says whether the file ends inside its last line
 */
export async function aggregate(
  sources: readonly TextFile[],
  read: (source: TextFile, aggregator: RequestAggregator) => Promise<boolean>,
): Promise<Aggregated> {
  const files = sources.map(({ path }) => path);
  const aggregator = new RequestAggregator(files.join(", "));
  const cut: string[] = [];
  for (const source of sources) {
    aggregator.beginPart();
    if (await read(source, aggregator)) cut.push(source.path);
  }
  return { aggregator, files, cut };
}

interface Writer extends Pick<ImportedLoad, "tool" | "format" | "absent"> {
  /** The tool's name in messages. */
  writer: string;
}

/** @param aggregated with at least one request */
export function aggregatedLoad(
  { aggregator, files, cut }: Aggregated,
  { tool, writer, format, absent }: Writer,
): ImportedLoad {
  const { startMs, endMs } = aggregator.span;
  const [verb, copies] =
    cut.length === 1 ? ["ends inside its last line", "copy was"] : ["end inside their last lines", "copies were"];
  return {
    tool,
    format,
    files,
    result: resultOf({
      startedAt: startMs,
      endedAt: endMs,
      measuredMs: endMs - startMs,
      ...aggregator.statistics(),
      errors: aggregator.errors(),
      cutOff: cut.length === 0 ? undefined : `${cut.join(", ")} ${verb}: ${writer} or the ${copies} interrupted`,
    }),
    seconds: aggregator.seconds.lines(startMs),
    histograms: aggregator.histograms(),
    partRequests: aggregator.partRequests,
    absent: [...ALWAYS_ABSENT, ...absent, ...aggregator.absent()],
  };
}
