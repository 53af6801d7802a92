/**
 * How much memory does a user take? Compares many boutique users, at their real pace, with ten of them.
 *
 * `node bench/memory.ts [--users 10000] [--workers 1] [--settle 60] [--peer-users 1000] [--peer-settle 20]`. Sums the
 * resident memory of the coordinator and its workers, `--settle` seconds into the plateau, without the server. Node's
 * executable is resident in each process, so the sum is also printed with shared pages counted once. k6 and Locust run
 * after it with as many users as they can hold here, each requesting one page with the same think times.
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
const FEW_USERS = 10;
const RAMP_S = 10;
/** Bars: bytes of one user, and of all. */
const MAX_PER_USER = 12 * 1024;
const MAX_BYTES = 250e6;

interface Usage {
  rssBytes: number;
  onceBytes: number;
  cores: number;
  perS: number;
}

async function measure(peer: Peer, server: BenchServer, users: number, settleS: number): Promise<Usage> {
  const seconds = RAMP_S + settleS + 5;
  const load = { url: server.url, connections: users, perS: users / RAMP_S, seconds, think: true };
  const [file = "", ...argv] = peer.command(load);
  const own = peer.name === "stackmark" ? ["--workers", values.workers] : [];
  const child = spawn(file, [...argv, ...own], { stdio: "ignore" });
  const ended = once(child, "exit");
  const look = async () => ({
    at: performance.now(),
    requests: (await server.ask<{ requests: number }>()).requests,
    ...treeUsage(child.pid!),
  });
  // Our worker process, or another tool's interpreter, starts well within these two extra seconds.
  await sleep((RAMP_S + 2) * 1000);
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
    // Fills the compile cache on disk, which takes memory that would otherwise count for the ten users.
    if (ours) await measure(peer, server, FEW_USERS, 1);
    const base = await measure(peer, server, FEW_USERS, settleS!);
    const full = await measure(peer, server, users!, settleS!);
    const perUser = (full.rssBytes - base.rssBytes) / (users! - FEW_USERS);
    const name = `${peer.name}, ${users} users`;
    const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
    console.log(`${name}: ${mb(base.rssBytes)} with ${FEW_USERS} users, ${mb(full.rssBytes)} with all`);
    bars.add(
      `${name}, per user`,
      `${(perUser / 1024).toFixed(1)} KiB`,
      ours ? perUser <= MAX_PER_USER : null,
      ours ? "<= 12 KiB" : "",
    );
    bars.add(`${name}, total`, mb(full.rssBytes), ours ? full.rssBytes <= MAX_BYTES : null, ours ? "<= 250 MB" : "");
    bars.add(`${name}, total, shared pages counted once`, mb(full.onceBytes), null);
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
