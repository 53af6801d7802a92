import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import type { MergedSecond } from "../coordinator/seconds.ts";
import type { LoadOutcome } from "../schema/outcome.ts";
import { hlogHead, hlogLines } from "./hlog.ts";

/**
 * Everything of a load in one folder: `result.json`, `histograms.json` (to merge and compare), `seconds.ndjson` and
 * `latencies.hlog` (one line a second, endpoint, outcome and kind of time), the last two as the load goes on.
 */
export async function outputFolder(path: string): Promise<{
  second(second: MergedSecond): void;
  finish(outcome: LoadOutcome): Promise<void>;
}> {
  await mkdir(path, { recursive: true });
  const seconds = createWriteStream(join(path, "seconds.ndjson"));
  const hlog = createWriteStream(join(path, "latencies.hlog"));
  hlog.write(hlogHead(new Date()));
  return {
    second({ second, parts }) {
      seconds.write(`${JSON.stringify(second)}\n`);
      const histograms = parts.flatMap((part) => part.histograms);
      hlog.write(hlogLines(histograms, second.atMs / 1000 - 1, 1));
    },
    async finish({ result, histograms }) {
      await Promise.all([closed(seconds), closed(hlog)]);
      await writeFile(join(path, "result.json"), `${JSON.stringify(result, null, 2)}\n`);
      await writeFile(join(path, "histograms.json"), JSON.stringify(histograms));
    },
  };
}

async function closed(stream: WriteStream): Promise<void> {
  stream.end();
  await finished(stream);
}
