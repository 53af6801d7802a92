/**
 * What do more workers cost? Compares one worker with two at the same offered load, checks the merged result of two, and
 * measures a coordinator that receives the messages of up to a thousand simulated workers, each of a hundred users.
 *
 * `node --expose-gc bench/scale.ts [--rounds 11] [--seconds 8] [--workers 10,100,1000] [--merge-seconds 120]`. `--rounds 0`
 * measures the coordinator only. The offered load is 30 % of what one worker reaches here. As in throughput.ts, the server
 * runs on core 0, the whole generator on core 1, and the first 3 s of each turn are dropped. The coordinator's CPU time
 * counts while it receives and merges a second of all workers, not while those seconds are simulated; its time is simulated,
 * its sessions and messages are real.
 */
import { isDeepStrictEqual, parseArgs } from "node:util";
import { Aggregate } from "../loadgen/coordinator/aggregate/aggregate.ts";
import { Coordinator } from "../loadgen/coordinator/coordinator.ts";
import { realClock } from "../loadgen/clock.ts";
import { runLoad } from "../loadgen/index.ts";
import { planOf } from "../loadgen/schedule/plan.ts";
import { parseSpec } from "../loadgen/schema/spec.ts";
import { Bars } from "./load/bars.ts";
import { median, medianInterval, shuffled } from "./load/bootstrap.ts";
import { ours } from "./load/peers.ts";
import { pinToCore } from "./load/proc.ts";
import { serving, type BenchServer } from "./load/serving.ts";
import { SimulatedWorkers } from "./load/simulated-workers.ts";
import { DROP_MS, takeTurn, type Turn } from "./load/turn.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "11" },
    seconds: { type: "string", default: "8" },
    workers: { type: "string", default: "10,100,1000" },
    "merge-seconds": { type: "string", default: "120" },
  },
});
if (globalThis.gc === undefined) throw new Error("Start it with node --expose-gc.");
const collect = globalThis.gc;
const OFFERED_SHARE = 0.3;
/** Bars: by how much CPU per request may differ, and by which factor memory may grow. */
const MAX_DIFFERENCE = 0.1;
const MAX_GROWTH = 1.05;
const bars = new Bars();

function turn(server: BenchServer, argv: readonly string[]): Promise<Turn> {
  const seconds = Number(values.seconds);
  const command = [process.execPath, ...ours, server.url, "-d", `${seconds + 2}s`, ...argv];
  return takeTurn(command, server, seconds * 1000 - DROP_MS);
}

async function equalLoad(server: BenchServer): Promise<void> {
  const { perS: most } = await turn(server, ["-u", "100", "-r", "1000"]);
  const rate = Math.round(most * OFFERED_SHARE);
  const [one, two]: [Turn[], Turn[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const workers of shuffled([1, 2])) {
      const argv = ["--rate", `${rate}`, "--pool", "200", "--workers", `${workers}`];
      (workers === 1 ? one : two).push(await turn(server, argv));
    }
  }
  const middle = (turns: Turn[], of: (turn: Turn) => number) => median(turns.map(of)).toFixed(1);
  for (const [name, turns] of Object.entries({ "1 worker": one, "2 workers": two })) {
    const figure = `${middle(turns, (each) => 1e6 / each.perCpuS)} µs per request at ${middle(turns, (each) => each.perS)}/s`;
    bars.add(`CPU of ${name}, offered ${rate}/s`, figure, null);
  }
  const ratios = two.map((each, round) => one[round]!.perCpuS / each.perCpuS);
  const { median: ratio, low, high } = medianInterval(ratios);
  const figure = `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}), ${ratios.length} rounds`;
  bars.add("CPU per request, 2 workers / 1", figure, high <= 1 + MAX_DIFFERENCE, "within 10 %");
}

/** The coordinator's merged result must equal the sum of what the workers sent. */
async function merge(server: BenchServer): Promise<void> {
  const sum = new Aggregate();
  const before = await server.ask<{ requests: number }>();
  const load = { model: "closed", scenario: "get", target: server.url, users: 20, spawnRatePerS: 20, workers: 2 };
  const { histograms, result } = await runLoad(
    { ...load, durationMs: 4000 },
    { onMergedSecond: ({ measured }) => sum.addMeasured(measured) },
  );
  const after = await server.ask<{ requests: number }>();
  const counts = sum.allCounts().reduce((total, { ok, failed, aborted }) => total + ok + failed + aborted, 0);
  const equal = isDeepStrictEqual(sorted(sum.serialised()), sorted(histograms.entries));
  bars.add("histograms of 2 workers, merged", `${equal ? "equal to" : "not"} the sum`, equal, "equal");
  const figure = `${counts}, server ${after.requests - before.requests}`;
  const same = isDeepStrictEqual(sorted(sum.allCounts()), sorted(histograms.counts));
  bars.add("counts of 2 workers, merged", figure, same && counts === after.requests - before.requests, "equal");
  console.log(`        (${[result.status, ...result.reasons.map(({ message }) => message)].join("; ")})`);
}

function sorted(entries: readonly object[]): unknown[] {
  return entries.map((entry) => JSON.stringify(entry)).sort();
}

/** Users who think send a request every two seconds. */
const USERS_PER_WORKER = 100;
const REQUESTS_PER_S = 50;

async function coordinatorAlone(count: number): Promise<void> {
  const seconds = Number(values["merge-seconds"]);
  const users = USERS_PER_WORKER * count;
  const shape = { users, spawnRatePerS: users, durationMs: (seconds + 1) * 1000 };
  const spec = parseSpec({ model: "closed", scenario: "boutique", target: "http://127.0.0.1/", ...shape });
  const plan = planOf(spec);
  const simulated = new SimulatedWorkers({ workers: count, requestsPerS: REQUESTS_PER_S }, plan);
  let merged = Promise.withResolvers<void>();
  const hooks = { onSecond: () => merged.resolve() };
  const start = { startUs: realClock.nowUs(), startedAt: new Date() };
  const running = new Coordinator({ spec, plan, workers: simulated.links, ...start, hooks }).run();
  await simulated.connected;
  const heapMiB: number[] = [];
  let [cpuUs, slowestUs] = [0, 0];
  for (let second = 0; second < seconds; second += 1) {
    const send = simulated.prepare();
    merged = Promise.withResolvers();
    const before = process.cpuUsage();
    send();
    await merged.promise;
    // Streams in memory never let the event loop turn, as sockets do: that is when messages are confirmed.
    await new Promise(setImmediate);
    const { user, system } = process.cpuUsage(before);
    cpuUs += user + system;
    slowestUs = Math.max(slowestUs, user + system);
    if (second % 5 !== 4) continue;
    void collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    heapMiB.push((heapUsed + arrayBuffers) / 2 ** 20);
  }
  simulated.finish();
  const { missingSeconds } = await running;
  const third = Math.floor(heapMiB.length / 3);
  const [first, last] = [median(heapMiB.slice(1, third + 1)), median(heapMiB.slice(-third))];
  const name = `coordinator of ${count} workers, ${users} users`;
  const growth = `${first.toFixed(1)} MiB in the first third of ${seconds} s, ${last.toFixed(1)} in the last`;
  bars.add(`${name}, memory`, growth, last <= first * MAX_GROWTH, "+ 5 %");
  const perS = (bytes: number) => `${(bytes / seconds / 2 ** 20).toFixed(2)} MiB a second`;
  bars.add(`${name}, CPU per worker and second`, `${(cpuUs / count / seconds).toFixed(0)} µs`, null);
  const share = `${((100 * cpuUs) / seconds / 1e6).toFixed(1)} % of a core, ${(slowestUs / 1000).toFixed(0)} ms in the worst second`;
  bars.add(`${name}, CPU`, share, slowestUs < 1e6, "1 s a second");
  bars.add(
    `${name}, received`,
    `${perS(simulated.bytes)}, ${(simulated.bytes / seconds / count).toFixed(0)} B a worker`,
    null,
  );
  bars.add(`${name}, seconds missing`, `${missingSeconds}`, missingSeconds === 0, "0");
}

pinToCore(1);
if (Number(values.rounds) > 0) {
  await serving({ file: "server.ts", args: ["small"], core: 0 }, async (server) => {
    await equalLoad(server);
    await merge(server);
  });
}
for (const count of values.workers.split(",")) await coordinatorAlone(Number(count));
bars.end();
