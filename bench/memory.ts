/**
 * What a user costs in memory: boutique users at their true pace, against the same load with ten.
 *
 * `node bench/memory.ts [--users 10000] [--workers 1] [--settle 60] [--peer-users 1000] [--peer-settle 20]`. Resident
 * memory is summed over the coordinator and its workers, so many seconds into the plateau; the server is another process
 * and isn't counted. Node's own program file is resident in each process: beside the sum stands what it is with shared
 * pages counted once. k6 and Locust run beside with as many users as they can hold here, a page and the same think times
 * each.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Bars } from "./load/bars.ts";
import { installedPeers, type Peer } from "./load/peers.ts";
import { treeMemoryOnce, treeUsage } from "./load/proc.ts";
import { serving, type BenchServer } from "./load/serving.ts";

const { values } = parseArgs({
  options: {
    users: { type: "string", default: "10000" },
    workers: { type: "string", default: "1" },
    settle: { type: "string", default: "60" },
    "peer-users": { type: "string", default: "1000" },
    "peer-settle": { type: "string", default: "20" },
  },
});
const few = 10;
const rampS = 10;
/** Bars: of one user, and of all. */
const [mostPerUser, mostBytes] = [12 * 1024, 250e6];

interface Usage {
  rssBytes: number;
  onceBytes: number;
  cores: number;
  perS: number;
}

async function measure(peer: Peer, server: BenchServer, users: number, settleS: number): Promise<Usage> {
  const load = { url: server.url, connections: users, perS: users / rampS, seconds: rampS + settleS + 5, think: true };
  const [file = "", ...argv] = peer.command(load);
  const own = peer.name === "stackmark" ? ["--workers", values.workers] : [];
  const child = spawn(file, [...argv, ...own], { stdio: "ignore" });
  const ended = once(child, "exit");
  const look = async () => ({
    at: performance.now(),
    requests: (await server.ask<{ requests: number }>()).requests,
    ...treeUsage(child.pid!),
  });
  // Our own second process, or a tool's interpreter, is up well within the two seconds that this is more than the ramp.
  await sleep((rampS + 2) * 1000);
  const before = await look();
  await sleep(settleS * 1000);
  const after = await look();
  const onceBytes = treeMemoryOnce(child.pid!);
  await ended;
  const wallMs = after.at - before.at;
  return {
    rssBytes: after.rssBytes,
    onceBytes,
    cores: (after.cpuMs - before.cpuMs) / wallMs,
    perS: ((after.requests - before.requests) * 1000) / wallMs,
  };
}

const bars = new Bars();
await serving({ file: "server.ts", args: ["small"] }, async (server) => {
  for (const peer of installedPeers(["k6", "locust"], console.log)) {
    const ours = peer.name === "stackmark";
    const [users, settleS] = [values[ours ? "users" : "peer-users"], values[ours ? "settle" : "peer-settle"]].map(
      Number,
    );
    // What it compiles the first time is kept on disk: no run should pay for that, nor its memory be put on ten users.
    if (ours) await measure(peer, server, few, 1);
    const base = await measure(peer, server, few, settleS!);
    const full = await measure(peer, server, users!, settleS!);
    const perUser = (full.rssBytes - base.rssBytes) / (users! - few);
    const name = `${peer.name}, ${users} users`;
    const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
    console.log(`${name}: ${mb(base.rssBytes)} with ${few} users, ${mb(full.rssBytes)} with all`);
    bars.add(
      `${name}, a user`,
      `${(perUser / 1024).toFixed(1)} KiB`,
      ours ? perUser <= mostPerUser : null,
      ours ? "<= 12 KiB" : "",
    );
    bars.add(`${name}, in all`, mb(full.rssBytes), ours ? full.rssBytes <= mostBytes : null, ours ? "<= 250 MB" : "");
    bars.add(`${name}, in all, shared pages once`, mb(full.onceBytes), null);
    const { cores, perS } = full;
    bars.add(
      `${name}, cores at ${perS.toFixed(0)} requests/s`,
      cores.toFixed(2),
      ours ? cores < 1 : null,
      ours ? "< 1" : "",
    );
  }
});
bars.end();
