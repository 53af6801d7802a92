/**
 * How many requests a second one worker sends, beside its peers in the same run.
 *
 * `node bench/throughput.ts [--rounds 11] [--seconds 8] [--connections 100] [--server small|rich]
 * [--peers wrk,autocannon,hey,k6,locust]`. The server has one core and the tool the other; rounds interleave the tools
 * in random order; of each turn the first 3 s from its first request are dropped and the next `seconds` - 3 counted. The server counts, so every tool is measured alike. Ratios are medians over rounds, with the 5 % and 95 % quantiles of
 * their bootstrap.
 */
import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { installedPeers, type Peer } from "./load/peers.ts";
import { treeUsage } from "./load/proc.ts";
import { medianInterval } from "./load/bootstrap.ts";

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
/** Longest that a tool may take to load itself before it sends something. */
const startMs = 30_000;

interface Turn {
  perS: number;
  perCpuS: number;
}

/** Tools take from nothing to seconds to load: their time begins with their first request. */
async function firstRequest(server: ChildProcess): Promise<void> {
  const before = await count(server);
  for (const end = performance.now() + startMs; performance.now() < end; await sleep(50)) {
    if ((await count(server)) > before + 1000) return;
  }
}

async function turn(peer: Peer, server: ChildProcess, url: string): Promise<Turn> {
  const seconds = Number(values.seconds);
  const [file = "", ...argv] = peer.command(url, Number(values.connections), seconds + 1);
  const child = spawn("taskset", ["-c", "1", file, ...argv], { stdio: "ignore" });
  const ended = once(child, "exit");
  const look = async () => ({ at: performance.now(), requests: await count(server), ...treeUsage(child.pid!) });
  await firstRequest(server);
  await sleep(dropMs);
  const before = await look();
  await sleep(seconds * 1000 - dropMs);
  const after = await look();
  await ended;
  const requests = after.requests - before.requests;
  return {
    perS: (requests * 1000) / (after.at - before.at),
    perCpuS: (requests * 1000) / Math.max(1, after.cpuMs - before.cpuMs),
  };
}

async function count(server: ChildProcess): Promise<number> {
  server.send("count");
  const [message] = (await once(server, "message")) as [{ requests: number }];
  return message.requests;
}

const server = fork(new URL("./load/server.ts", import.meta.url), [values.server]);
spawn("taskset", ["-cp", "0", String(server.pid)], { stdio: "ignore" });
try {
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const url = `http://127.0.0.1:${port}/`;
  const peers = installedPeers(values.peers.split(","), console.log);
  const turns = new Map<string, Turn[]>(peers.map(({ name }) => [name, []]));
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const order = peers.map((peer) => ({ peer, at: Math.random() })).sort((a, b) => a.at - b.at);
    for (const { peer } of order) turns.get(peer.name)!.push(await turn(peer, server, url));
    const line = peers.map(
      ({ name }) =>
        `${name} ${turns.get(name)!.at(-1)!.perS.toFixed(0)} (${turns.get(name)!.at(-1)!.perCpuS.toFixed(0)}/cpu-s)`,
    );
    console.log(`round ${round}: ${line.join("  ")} req/s`);
  }
  const ours = turns.get("stackmark")!;
  for (const { name } of peers.filter((peer) => peer.name !== "stackmark")) {
    for (const [what, of] of [
      ["wall", (each: Turn) => each.perS],
      ["per generator CPU-second", (each: Turn) => each.perCpuS],
    ] as const) {
      const ratios = turns.get(name)!.map((each, round) => of(ours[round]!) / of(each));
      const { median, low, high } = medianInterval(ratios);
      console.log(`stackmark / ${name}, ${what}: ${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`);
    }
  }
} finally {
  server.kill();
}
