/**
 * Whether measured percentiles are those that servers of known latency distributions really had.
 *
 * `node bench/accuracy.ts [--rate 500] [--seconds 41]`. The truth is the server's own book. Bar: p50–p99 within
 * max(1 %, 0.3 ms); p99.9 is stated with the jitter of the machine. The server has core 0, the generator core 1.
 */
import { parseArgs } from "node:util";
import { runLoad } from "../loadgen/index.ts";
import { Bars } from "./load/bars.ts";
import { addPercentiles } from "./load/percentiles.ts";
import { pinToCore } from "./load/proc.ts";
import { serving } from "./load/serving.ts";

const { values } = parseArgs({
  options: { rate: { type: "string", default: "500" }, seconds: { type: "string", default: "41" } },
});

const bars = new Bars();
pinToCore(1);
for (const distribution of ["constant", "uniform", "exponential"]) {
  await serving({ file: "known-server.ts", args: [distribution], core: 0 }, async ({ url, ask }) => {
    const { result } = await runLoad({
      ...{ model: "open", scenario: "get", target: url, ratePerS: Number(values.rate), pace: "spin" },
      durationMs: Number(values.seconds) * 1000,
    });
    const { takenMs } = await ask<{ takenMs: number[] }>();
    console.log(`${distribution}: ${takenMs.length} answers, ${result.status}, jitter ${result.generator.jitterMs} ms`);
    addPercentiles(bars, distribution, result.overall.latencyMs, takenMs);
  });
}
bars.end();
