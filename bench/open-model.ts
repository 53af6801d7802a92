/**
 * How well the open model keeps its schedule, and whether its latencies are those that a stalling server caused.
 *
 * `node bench/open-model.ts [--rate 5000] [--seconds 20] [--stall-rate 200]`. First the release lag at a rate, by timers and by
 * spinning, beside the jitter of the machine. Then a server that stalls 1 s in 20: the truth is its own finish times
 * minus the times that the schedule, known to both, gave each request.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { runLoad, type LoadOutcome } from "../loadgen/index.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "5000" },
    seconds: { type: "string", default: "20" },
    "stall-rate": { type: "string", default: "200" },
  },
});
const durationMs = Number(values.seconds) * 1000;

async function serving<T>(file: string, use: (url: string, server: ChildProcess) => Promise<T>): Promise<T> {
  const server = fork(new URL(file, import.meta.url));
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    return await use(`http://127.0.0.1:${port}/`, server);
  } finally {
    server.kill();
  }
}

function load(target: string, ratePerS: number, more: object): Promise<LoadOutcome> {
  return runLoad({ model: "open", scenario: "get", target, ratePerS, durationMs, ...more });
}

for (const pace of ["timer", "spin"]) {
  await serving("./load/server.ts", async (url) => {
    const { result } = await load(url, Number(values.rate), { pace, warmUpMs: durationMs / 4 });
    const lag = result.timings!["lag"]!.ms;
    console.log(
      `${pace} at ${values.rate}/s: lag p50 ${lag.p50} p99 ${lag.p99} ms; jitter ${result.generator.jitterMs} ms`,
    );
    console.log(`  ${result.status} ${result.reasons.map(({ code }) => code).join(" ")}`);
  });
}

await serving("./load/stalling-server.ts", async (url, server) => {
  const rate = Number(values["stall-rate"]);
  const { result } = await load(url, rate, { poolSize: Math.ceil(rate * 1.5), maxDelayMs: 10_000, calibrationMs: 0 });
  server.send("finishes");
  const [{ finishes }] = (await once(server, "message")) as [{ finishes: number[] }];
  // The schedule's start is known to a constant; the fastest request, one service time after its due time, fixes it.
  const raw = finishes.map((finishUs, number) => finishUs - (number * 1e6) / rate);
  const least = Math.min(...raw) - result.overall.latencyMs.min! * 1000;
  const truth = raw.map((us) => (us - least) / 1000).sort((a, b) => a - b);
  const { p50, p90, p95, p99 } = result.overall.latencyMs;
  for (const [name, seen, quantile] of [
    ["p50", p50, 0.5],
    ["p90", p90, 0.9],
    ["p95", p95, 0.95],
    ["p99", p99, 0.99],
  ] as const) {
    const exact = truth[Math.ceil(quantile * truth.length) - 1]!;
    console.log(`${name}: measured ${seen?.toFixed(2) ?? "-"} ms, the server's book says ${exact.toFixed(2)} ms`);
  }
  console.log(
    `dropped ${result.accounting.dropped} of ${result.accounting.planned}; service p99 ${result.timings!["service"]!.ms.p99} ms`,
  );
});
