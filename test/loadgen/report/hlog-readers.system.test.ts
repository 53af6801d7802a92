import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeHistogram, highestValueAt, indexOf } from "../../../loadgen/histogram/index.ts";
import { Random } from "../../../base/random.ts";
import { hlogHead, hlogLines } from "../../../loadgen/report/hlog.ts";
import { histogramOf } from "../helpers/histogram-of.ts";
import { HDR_HISTOGRAM, needsPython } from "../helpers/python.ts";

describe("a histogram log", function () {
  this.timeout(60_000);

  it("HdrHistogram for Python reads a histogram log with every count and percentile", function () {
    const python = needsPython(this, HDR_HISTOGRAM);
    // Hundreds of samples: readers round the ranks of percentiles differently where they aren't whole.
    const random = new Random(1, 0);
    const seconds = Array.from({ length: 20 }, (_, second) =>
      histogramOf(Array.from({ length: 100 * (second + 1) }, () => Math.floor(10 ** random.between(0, 7.7)))),
    );
    const key = { endpoint: "GET /cart", segment: 0, outcome: "ok", kind: "service" } as const;
    const text = seconds.map((histogram, at) => hlogLines([{ ...key, ...encodeHistogram(histogram) }], at, 1));
    const folder = mkdtempSync(join(tmpdir(), "hlog-"));
    try {
      const file = join(folder, "latencies.hlog");
      writeFileSync(file, hlogHead(new Date(1_700_000_000_000)) + text.join(""));
      const out = execFileSync(python, [fileURLToPath(new URL("./read-hlog.py", import.meta.url)), file], {
        encoding: "utf8",
      });
      const read = out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { count: number; at: Record<string, number> });
      assert.deepEqual(
        read.map(({ count }) => count),
        seconds.map(({ count }) => count),
      );
      read.forEach(({ at }, second) => {
        for (const percentile of [50, 90, 99, 100]) {
          const ours = seconds[second]!.quantile(percentile / 100)!;
          // Ours is never above what was seen; the reader gives the upper end of the counter.
          assert.equal(at[percentile], highestValueAt(indexOf(ours)), `second ${second}, p${percentile}`);
        }
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
