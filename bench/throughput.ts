/**
 * How many requests a second one worker sends, beside its peers in the same run.
 *
 * `node bench/throughput.ts [--rounds 11] [--seconds 8] [--connections 100] [--server small|rich]
 * [--peers wrk,autocannon,hey,k6,locust]`. The server has core 0 and the tool, with all its processes and threads, core
 * 1. Rounds interleave the tools in random order; of each turn the first 3 s from its first requests are dropped and the
 * next `seconds` - 3 counted. The server counts, so every tool is measured alike; ours does its full accounting. A bar
 * holds if the lower bound of the 90 % interval of the median of the rounds' ratios reaches it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Bars } from "./load/bars.ts";
import { median, shuffled } from "./load/bootstrap.ts";
import { installedPeers, type Peer } from "./load/peers.ts";
import { machineCpuMs, treeUsage } from "./load/proc.ts";
import { serving, type BenchServer } from "./load/serving.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "11" },
    seconds: { type: "string", default: "8" },
    connections: { type: "string", default: "100" },
    server: { type: "string", default: "small" },
    peers: { type: "string", default: "wrk,autocannon,hey,k6,locust" },
  },
});
const dropMs = 3000;
const countedMs = Number(values.seconds) * 1000 - dropMs;
/** Longest that a tool may take to load itself before it sends something. */
const startMs = 30_000;
const least: Record<string, number | undefined> = {
  wrk: values.server === "rich" ? 0.5 : 0.6,
  autocannon: 1.8,
  k6: 4,
  locust: 8,
};

interface Turn {
  perS: number;
  perCpuS: number;
  /** Cores that the tool, the server and everything else on the machine kept busy. */
  tool: number;
  server: number;
  others: number;
}

const requests = async (server: BenchServer) => (await server.ask<{ requests: number }>()).requests;

/** Tools take from nothing to seconds to load: their time begins with their first requests. */
async function firstRequests(server: BenchServer): Promise<void> {
  const before = await requests(server);
  const deadline = performance.now() + startMs;
  while ((await requests(server)) < before + Number(values.connections)) {
    if (performance.now() > deadline) throw new Error("a tool sent nothing in time");
    await sleep(50);
  }
}

async function turn(peer: Peer, server: BenchServer): Promise<Turn> {
  const [file = "", ...argv] = peer.command({
    url: server.url,
    connections: Number(values.connections),
    seconds: Number(values.seconds) + 1,
  });
  const child = spawn("taskset", ["-c", "1", file, ...argv], { stdio: "ignore" });
  const ended = once(child, "exit");
  const look = async () => ({
    at: performance.now(),
    requests: await requests(server),
    toolMs: treeUsage(child.pid!).cpuMs,
    serverMs: treeUsage(server.pid).cpuMs,
    machineMs: machineCpuMs(),
  });
  await firstRequests(server);
  await sleep(dropMs);
  const before = await look();
  await sleep(countedMs);
  const after = await look();
  await ended;
  const wallMs = after.at - before.at;
  const [tool, own] = [after.toolMs - before.toolMs, after.serverMs - before.serverMs];
  return {
    perS: ((after.requests - before.requests) * 1000) / wallMs,
    perCpuS: ((after.requests - before.requests) * 1000) / Math.max(1, tool),
    tool: tool / wallMs,
    server: own / wallMs,
    others: Math.max(0, after.machineMs - before.machineMs - tool - own) / wallMs,
  };
}

const turns = new Map<string, Turn[]>();
await serving({ file: "server.ts", args: [values.server], core: 0 }, async (server) => {
  const peers = installedPeers(values.peers.split(","), console.log);
  for (const { name } of peers) turns.set(name, []);
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const peer of shuffled(peers)) turns.get(peer.name)!.push(await turn(peer, server));
    const rates = [...turns].map(([name, of]) => `${name} ${of.at(-1)!.perS.toFixed(0)}`);
    console.log(`round ${round}: ${rates.join("  ")} req/s`);
  }
});

const bars = new Bars();
const ours = turns.get("stackmark")!;
for (const [name, theirs] of turns) {
  const middle = (of: (turn: Turn) => number) => median(theirs.map(of));
  bars.add(
    `${name}, ${values.server}, medians`,
    `${middle(({ perS }) => perS).toFixed(0)} req/s, ${middle(({ perCpuS }) => perCpuS).toFixed(0)} per CPU-second; ` +
      `cores: tool ${middle(({ tool }) => tool).toFixed(2)}, server ${middle((each) => each.server).toFixed(2)}, ` +
      `others ${middle(({ others }) => others).toFixed(2)}`,
    null,
  );
}
for (const [name, theirs] of turns) {
  if (theirs === ours) continue;
  const ratios = (of: (turn: Turn) => number) => theirs.map((each, round) => of(ours[round]!) / of(each));
  const title = `stackmark / ${name}, ${values.server}`;
  bars.addRatio(
    `${title}, wall`,
    ratios(({ perS }) => perS),
    least[name] ?? null,
  );
  bars.addRatio(
    `${title}, per generator CPU-second`,
    ratios(({ perCpuS }) => perCpuS),
    least[name] ?? null,
  );
}
bars.end();
