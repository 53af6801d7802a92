import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { machineCpuMs, treeUsage } from "./proc.ts";
import type { BenchServer } from "./serving.ts";

/** What a tool did in the counted part of its turn. */
export interface Turn {
  perS: number;
  /** Requests per second of CPU time, of all the tool's processes and threads. */
  perCpuS: number;
  /** Cores that the tool, the server and everything else on the machine kept busy. */
  tool: number;
  server: number;
  others: number;
}

/** Not counted, from a tool's first requests on. */
export const dropMs = 3000;
/** Longest that a tool may take to load itself before it sends something. */
const START_MS = 30_000;
/** More than what a tool sends to find out whether somebody is there. */
const FIRST_REQUESTS = 20;

/** Lets a tool, which must go on for longer than this takes, have core 1, and counts for so long. */
export async function takeTurn(command: readonly string[], server: BenchServer, countedMs: number): Promise<Turn> {
  const child = spawn("taskset", ["-c", "1", ...command], { stdio: "ignore" });
  const ended = once(child, "exit");
  const look = async () => ({
    at: performance.now(),
    requests: await requestsOf(server),
    toolMs: treeUsage(child.pid!).cpuMs,
    serverMs: treeUsage(server.pid).cpuMs,
    machineMs: machineCpuMs(),
  });
  await begin(server);
  await sleep(dropMs);
  const before = await look();
  await sleep(countedMs);
  const after = await look();
  if (child.exitCode !== null) throw new Error("a tool ended before its turn: the machine is too busy");
  await ended;
  const wallMs = after.at - before.at;
  const requests = after.requests - before.requests;
  const [tool, own] = [after.toolMs - before.toolMs, after.serverMs - before.serverMs];
  return {
    perS: (requests * 1000) / wallMs,
    perCpuS: (requests * 1000) / Math.max(1, tool),
    tool: tool / wallMs,
    server: own / wallMs,
    others: Math.max(0, after.machineMs - before.machineMs - tool - own) / wallMs,
  };
}

/** Tools take from nothing to seconds to load: their time begins with their first requests. */
async function begin(server: BenchServer): Promise<void> {
  const before = await requestsOf(server);
  const deadline = performance.now() + START_MS;
  while ((await requestsOf(server)) < before + FIRST_REQUESTS) {
    if (performance.now() > deadline) throw new Error("a tool sent nothing in time");
    await sleep(50);
  }
}

async function requestsOf(server: BenchServer): Promise<number> {
  return (await server.ask<{ requests: number }>()).requests;
}
