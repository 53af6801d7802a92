/**
 * Are measured percentiles correct? Loads servers with known latency distributions and compares the percentiles with the
 * response times that the servers recorded themselves.
 *
 * `node bench/accuracy.ts [--rate 500] [--seconds 41]`. Bar: p50–p99 within max(1 %, 0.3 ms); p99.9 is printed without a
 * bar, with the jitter of the machine. The server runs on core 0, the generator on core 1.
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
    const { responseMs } = await ask<{ responseMs: number[] }>();
    console.log(
      `${distribution}: ${responseMs.length} responses, ${result.status}, jitter ${result.generator.jitterMs} ms`,
    );
    addPercentiles(bars, distribution, result.overall.latencyMs, responseMs);
  });
}
bars.end();
