import { join } from "node:path";
import { hlogHead, hlogLines } from "./hlog.ts";
import { linesOf, SeriesFile, writeWhole, type LoadOutput } from "./output-file.ts";

/**
 * Everything of a load in one folder: `result.json`, `histograms.json` (to merge and compare), `seconds.ndjson` and
 * `latencies.hlog` (one line a second, endpoint, outcome and kind of time), the last two as the load goes on.
 */
export async function outputFolder(path: string): Promise<LoadOutput> {
  const { resultFile, histogramsFile, secondsFile, hlogFile } = outputFolderFiles(path);
  const seconds = await SeriesFile.open(secondsFile);
  const hlog = await SeriesFile.open(hlogFile);
  let headWritten = false;
  return {
    second({ second, measured, startedAt }) {
      if (!headWritten) hlog.write(hlogHead(startedAt));
      headWritten = true;
      seconds.write(`${JSON.stringify(second)}\n`);
      hlog.write(hlogLines(measured.histograms, second.atMs / 1000 - 1, 1));
    },
    async finish({ result, histograms }) {
      if (!headWritten) hlog.write(hlogHead(new Date(result.startedAt)));
      return linesOf([
        await writeWhole(resultFile, () => `${JSON.stringify(result, null, 2)}\n`),
        await writeWhole(histogramsFile, () => JSON.stringify(histograms)),
        await seconds.close(),
        await hlog.close(),
      ]);
    },
  };
}

/** The files that {@link outputFolder} writes. */
export const outputFolderFiles = (path: string) => ({
  resultFile: join(path, "result.json"),
  histogramsFile: join(path, "histograms.json"),
  secondsFile: join(path, "seconds.ndjson"),
  hlogFile: join(path, "latencies.hlog"),
});
