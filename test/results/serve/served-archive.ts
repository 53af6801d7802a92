/** Two runs of an archive, served on this machine for each test of the suite that calls it. */
import { request } from "node:http";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { serve } from "../../../results/serve/index.ts";
import type { Served } from "../../../results/serve/index.ts";
import { aLocalRun, aWanRun } from "../../helpers/archived-runs.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/** What a plain client gets. */
export async function get(url: string, options: { method?: string; host?: string } = {}) {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    request({ hostname, port, path: pathname + search, method: options.method ?? "GET", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode!, text, headers: response.headers }));
    })
      .on("error", reject)
      .end();
  });
}

export function servedArchive(): { readonly runsDir: string; readonly url: string } {
  const folder = temporaryFolder();
  let served: Served;

  beforeEach(async () => {
    for (const run of [aLocalRun(), aWanRun()]) {
      for (const { cell, output, seconds, metrics, histograms } of run.cells) {
        const archive = await openCell(folder.path, run.runId, cell, { stack: run.stack! });
        for (const second of seconds) archive.second(second);
        for (const sample of metrics) archive.metrics(sample);
        await archive.close(output!, histograms ?? {});
      }
      await writeRun(folder.path, run.outputs!);
    }
    served = await serve({ runsDir: folder.path, port: 0, host: "127.0.0.1" });
  });
  afterEach(() => served.close());
  return {
    get runsDir() {
      return folder.path;
    },
    get url() {
      return served.url;
    },
  };
}
