/**
 * Does a worker's memory grow with time?
 *
 * `node --expose-gc bench/soak.ts [--seconds 600] [--users 100]`. Runs one worker's part of a load in this process and
 * reads its heap every 30 s, after a full collection. Bar: the median of the last third is at most 5 % above that of the
 * first third.
 */
import { parseArgs } from "node:util";
import { realClock } from "../loadgen/clock.ts";
import { getScenario } from "../loadgen/scenario/get.ts";
import { Bars } from "./load/bars.ts";
import { median } from "./load/bootstrap.ts";
import { runHere } from "./load/here.ts";
import { serving } from "./load/serving.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "600" }, users: { type: "string", default: "100" } },
});
if (globalThis.gc === undefined) throw new Error("Start it with node --expose-gc.");
const collect = globalThis.gc;
const durationMs = Number(values.seconds) * 1000;
const users = Number(values.users);
const MAX_GROWTH = 1.05;

const heapMiB: number[] = [];
let [ok, failed] = [0, 0];
const readHeap = () => {
  void collect();
  heapMiB.push(process.memoryUsage().heapUsed / 2 ** 20);
  console.log(`heap ${heapMiB.at(-1)!.toFixed(2)} MiB after ${ok} requests`);
};

await serving({ file: "server.ts", args: ["rich"] }, async ({ url, ask }) => {
  const timer = setInterval(readHeap, Math.min(30_000, durationMs / 10));
  const load = { model: "closed", scenario: "get", target: url, users, spawnRatePerS: users, durationMs } as const;
  await runHere(load, getScenario(new URL(url)), realClock.nowUs(), ({ counts }) => {
    for (const each of counts) [ok, failed] = [ok + each.ok, failed + each.failed];
  });
  clearInterval(timer);
  const { requests } = await ask<{ requests: number }>();
  const third = Math.floor(heapMiB.length / 3);
  const [first, last] = [median(heapMiB.slice(1, third + 1)), median(heapMiB.slice(-third))];
  const bars = new Bars();
  const growth = `${first.toFixed(2)} MiB in the first third, ${last.toFixed(2)} in the last`;
  bars.add(`heap over ${values.seconds} s, ${ok} requests`, growth, last <= first * MAX_GROWTH, "+ 5 %");
  bars.add("requests that the server counted", `${requests}`, requests === ok && failed === 0, `${ok}, none failed`);
  bars.end();
});
