/**
 * Whether a worker's memory grows with time.
 *
 * `node --expose-gc bench/soak.ts [--seconds 600] [--users 100]`. One worker's part of a load runs in this process; its
 * heap after a full collection is read every 30 s. Holds if the last third's median is at most 5 % above the first third's.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { realClock } from "../loadgen/clock.ts";
import { findScenario, scenarioOf } from "../loadgen/scenario/find.ts";
import { parseSpec } from "../loadgen/spec/index.ts";
import { h1Transport } from "../loadgen/transport/h1/transport.ts";
import { startRun } from "../loadgen/worker/run.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "600" }, users: { type: "string", default: "100" } },
});
if (globalThis.gc === undefined) throw new Error("Start it with node --expose-gc.");
const collect = globalThis.gc;
const durationMs = Number(values.seconds) * 1000;
const server = fork(new URL("./load/server.ts", import.meta.url), ["rich"]);
try {
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const users = Number(values.users);
  const target = `http://127.0.0.1:${port}/`;
  const spec = parseSpec({ model: "closed", scenario: "get", target, users, spawnRatePerS: users, durationMs });
  const limits = { connectTimeoutMs: 10_000, headBytes: 16_384, tlsVerify: true };
  const transport = h1Transport(realClock, { ...limits, addresses: {}, localAddresses: [] });
  const heapMiB: number[] = [];
  const timer = setInterval(
    () => {
      void collect();
      heapMiB.push(process.memoryUsage().heapUsed / 2 ** 20);
      console.log(`heap ${heapMiB.at(-1)!.toFixed(2)} MiB after ${requests} requests`);
    },
    Math.min(30_000, durationMs / 10),
  );
  let requests = 0;
  const run = startRun({
    ...{ spec, share: { index: 0, count: 1 }, scenario: await findScenario(scenarioOf(spec)), clock: realClock },
    ...{ transport, startUs: realClock.nowUs(), health: () => null },
    emit: ({ counts }) => {
      for (const { ok, failed } of counts) requests += ok + failed;
    },
  });
  await run.done;
  clearInterval(timer);
  transport.close();
  const third = Math.floor(heapMiB.length / 3);
  const median = (part: number[]) => part.toSorted((a, b) => a - b)[part.length >> 1]!;
  const [first, last] = [median(heapMiB.slice(1, third + 1)), median(heapMiB.slice(-third))];
  console.log(
    `first third ${first.toFixed(2)} MiB, last ${last.toFixed(2)}: ${last <= first * 1.05 ? "holds" : "GROWS"}`,
  );
} finally {
  server.kill();
}
