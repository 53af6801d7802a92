/**
 * How well does the open model keep its schedule, and does it measure all latency that a stalling server causes?
 *
 * `node bench/open-model.ts [--rate 5000] [--seconds 20]`. First measures the release lag at one rate on one core, with
 * timers and with spinning, and prints it with the jitter of the machine. Then loads a server that stalls for 1 s in
 * every 20 s and records when it answers. If the pool is large enough for a stall, the expected latency is the time of
 * the server's answer minus the request's due time, on one monotonic clock. With a smaller pool, the number of dropped
 * iterations is compared with a model of the queue.
 */
import { parseArgs } from "node:util";
import { realClock } from "../loadgen/clock.ts";
import { addSparse, Histogram } from "../loadgen/histogram/index.ts";
import { runLoad } from "../loadgen/index.ts";
import type { Scenario } from "../loadgen/scenario/scenario.ts";
import { Bars } from "./load/bars.ts";
import { runHere } from "./load/here.ts";
import { addPercentiles } from "./load/percentiles.ts";
import { pinToCore } from "./load/proc.ts";
import { serving } from "./load/serving.ts";
import { modelledDrops, STALL_PERIOD_US, STALL_US } from "./load/stalls.ts";

const { values } = parseArgs({
  options: { rate: { type: "string", default: "5000" }, seconds: { type: "string", default: "20" } },
});
const rate = Number(values.rate);
const LAG_BARS_MS = { timer: 1, spin: 0.1 };
const bars = new Bars();

pinToCore(1);
for (const pace of ["timer", "spin"] as const) {
  await serving({ file: "server.ts", args: ["small"], core: 0 }, async ({ url }) => {
    const durationMs = Number(values.seconds) * 1000;
    const shape = { ratePerS: rate, durationMs, warmUpMs: durationMs / 4, pace };
    const { result } = await runLoad({ model: "open", scenario: "get", target: url, ...shape });
    const { p50, p99 } = result.timings!["lag"]!.ms;
    const most = Math.max(2, 1.5 * result.generator.jitterMs!);
    const name = `${pace} at ${rate}/s, release lag`;
    bars.add(`${name} p50`, `${p50} ms`, p50! <= LAG_BARS_MS[pace], `<= ${LAG_BARS_MS[pace]} ms`);
    bars.add(`${name} p99`, `${p99} ms`, p99! <= most, `<= ${most.toFixed(2)} ms`);
    console.log(`        (${[result.status, ...result.reasons.map(({ message }) => message)].join("; ")})`);
  });
}

/** Numbers its requests in the order in which their tasks begin. */
function numbered(): Scenario {
  let number = 0;
  const run: Scenario["tasks"][number]["run"] = async (user) => {
    await user.get(`/${number++}`, { name: "/" });
  };
  return { name: "numbered", thinkTime: { kind: "none" }, state: () => null, tasks: [{ name: "get", weight: 1, run }] };
}

/** What the stalling server recorded, in µs of its clock. */
interface ServerRecord {
  finishesUs: (number | null)[];
  begunUs: number;
}

/** The offset from this process's clock to the clock of the server's record. */
function toMonotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n) - realClock.nowUs();
}

/** Loads the server at an even rate for three of its periods, after one of warm-up. */
async function stalling(ratePerS: number, poolSize: number, maxDelayMs: number) {
  return serving({ file: "stalling-server.ts", core: 0 }, async ({ url, ask }) => {
    const periodMs = STALL_PERIOD_US / 1000;
    const shape = { ratePerS, durationMs: 4 * periodMs, warmUpMs: periodMs, poolSize, maxDelayMs };
    const load = { model: "open", scenario: "get", target: url, ...shape } as const;
    const response = new Histogram();
    let [planned, dropped] = [0, 0];
    const startUs = realClock.nowUs() + 100_000;
    const toServerUs = toMonotonicUs();
    await runHere(load, numbered(), startUs, (second) => {
      for (const entry of second.histograms) {
        if (entry.segment === 1 && entry.kind === "response") addSparse(response, entry);
      }
      for (const arrivals of second.arrivals) {
        planned += arrivals.planned;
        dropped += arrivals.dropped["pool-full"] + arrivals.dropped["generator-late"];
      }
    });
    const record = await ask<ServerRecord>();
    const dueUs = Array.from({ length: planned }, (_, number) => startUs + toServerUs + (number * 1e6) / ratePerS);
    return { response, dropped, record, dueUs, warmUp: (ratePerS * periodMs) / 1000 };
  });
}

{
  const ratePerS = 200;
  const poolSize = (ratePerS * STALL_US * 1.5) / 1e6;
  const { response, dropped, record, dueUs, warmUp } = await stalling(ratePerS, poolSize, 10_000);
  const truthMs = dueUs.map((us, number) => (record.finishesUs[number]! - us) / 1000).slice(warmUp);
  const at = (quantile: number) => response.quantile(quantile)! / 1000;
  addPercentiles(bars, "stalls", { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) }, truthMs);
  bars.add("stalls, dropped by a large pool", `${dropped} of ${dueUs.length}`, dropped === 0, "0");
}
{
  const [ratePerS, poolSize, maxDelayMs] = [1000, 200, 300];
  const { dropped, record, dueUs } = await stalling(ratePerS, poolSize, maxDelayMs);
  const model = modelledDrops(
    dueUs.map((us) => us - record.begunUs),
    poolSize,
    maxDelayMs * 1000,
  );
  const holds = Math.abs(dropped - model) <= 0.01 * model;
  bars.add(`stalls, dropped by a pool of ${poolSize}`, `${dropped}, modelled ${model}`, holds, "within 1 %");
}
bars.end();
