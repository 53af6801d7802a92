/**
 * Whether measured percentiles are those that servers of known latency distributions really had.
 *
 * `node bench/accuracy.ts [--rate 500] [--seconds 30]`. The truth is the server's own book. Bar: p50–p99 within
 * max(1 %, 0.3 ms); p99.9 is printed with the jitter of the machine.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { runLoad } from "../loadgen/index.ts";

const { values } = parseArgs({
  options: { rate: { type: "string", default: "500" }, seconds: { type: "string", default: "30" } },
});
const quantiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

for (const distribution of ["constant", "uniform", "exponential"]) {
  const server = fork(new URL("./load/known-server.ts", import.meta.url), [distribution]);
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    const { result } = await runLoad({
      ...{ model: "open", scenario: "get", target: `http://127.0.0.1:${port}/`, ratePerS: Number(values.rate) },
      ...{ durationMs: Number(values.seconds) * 1000, pace: "spin" },
    });
    server.send("times");
    const [{ takenMs }] = (await once(server, "message")) as [{ takenMs: number[] }];
    const parts = Object.entries(quantiles).map(([name, quantile]) => {
      const truth = takenMs[Math.ceil(quantile * takenMs.length) - 1]!;
      const seen = result.overall.latencyMs[name as keyof typeof result.overall.latencyMs];
      if (typeof seen !== "number") return `${name} too few samples`;
      const holds = Math.abs(seen - truth) <= Math.max(truth * 0.01, 0.3);
      const verdict = name === "p999" ? "" : holds ? " holds" : " MISSED";
      return `${name} ${seen.toFixed(2)} (truth ${truth.toFixed(2)})${verdict}`;
    });
    console.log(`${distribution}, ${takenMs.length} answers, ms: ${parts.join("  ")}`);
    console.log(`  ${result.status}; jitter ${result.generator.jitterMs} ms`);
  } finally {
    server.kill();
  }
}
