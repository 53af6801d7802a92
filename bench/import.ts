/**
 * How fast is a k6 JSON stream imported, and with how much memory? `node bench/import.ts [MiB]` (default 1024) creates the
 * file in the temporary folder and removes it.
 */
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readForeign } from "../results/import/detect.ts";

const bytesWanted = Number(process.argv[2] ?? 1024) * 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), "stackmark-import-"));
try {
  const file = join(folder, "stream.ndjson");
  const out = createWriteStream(file);
  const metrics = ["http_reqs", "http_req_duration", "http_req_blocked", "http_req_waiting", "http_req_failed", "vus"];
  const lineOf = (metric: string, index: number) => {
    const data = {
      time: new Date(1.7e12 + index / 10).toISOString(),
      value: 1 + (index % 997) / 10,
      tags: {
        expected_response: "true",
        method: "GET",
        name: `/product/${index % 20}`,
        scenario: "default",
        status: "200",
      },
    };
    return `${JSON.stringify({ metric, type: "Point", data })}\n`;
  };
  for (let index = 0; out.bytesWritten + out.writableLength < bytesWanted; index += 1) {
    if (!out.write(metrics.map((metric) => lineOf(metric, index)).join(""))) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const began = performance.now();
  const { result, seconds } = await readForeign(file);
  const tookS = (performance.now() - began) / 1000;
  clearInterval(watch);
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  console.log(`${mib(out.bytesWritten)} MiB, ${result.overall.requests} requests, ${seconds.length} seconds of load`);
  console.log(`read in ${tookS.toFixed(1)} s (${(out.bytesWritten / 2 ** 20 / tookS).toFixed(0)} MiB/s)`);
  console.log(`peak memory ${mib(peak)} MiB, ${mib(peak - before)} MiB more than before`);
} finally {
  rmSync(folder, { recursive: true });
}
