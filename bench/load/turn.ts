import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { machineCpuMs, treeUsage } from "./proc.ts";
import type { BenchServer } from "./serving.ts";

/** What a tool did in the counted part of its turn. */
export interface Turn {
  perS: number;
  /** Requests per second of CPU time of all the tool's processes and threads. */
  perCpuS: number;
  /** Busy cores: by the tool, by the server, and by everything else on the machine. */
  tool: number;
  server: number;
  others: number;
}

/** Time after a tool's first requests that is not counted. */
export const DROP_MS = 3000;
/** Time that a tool may take to start before it sends its first requests. */
const START_MS = 30_000;
/** More requests than a tool sends to check whether the server responds. */
const FIRST_REQUESTS = 20;

/** Runs a tool on core 1 and counts for `countedMs`. The tool must run longer than that plus the dropped time. */
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
  await sleep(DROP_MS);
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

/** Waits for the tool's first requests, because tools take up to seconds to start. */
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
