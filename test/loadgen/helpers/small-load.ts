import { execFileSync } from "node:child_process";

/** A closed load of 20 users for 1.5 s, of which 1 s is measured. */
export const smallLoad = (target: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: "closed",
  scenario: "boutique",
  target,
  users: 20,
  spawnRatePerS: 100,
  durationMs: 1500,
  warmUpMs: 500,
  thinkTimeScale: 0.01,
  gracefulStopMs: 2000,
  ...more,
});

/** Processes that this one started and that still run the worker's file. */
export function workers(): number[] {
  const listed = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return listed
    .split("\n")
    .filter((line) => line.includes("loadgen/worker/main"))
    .map((line) => Number.parseInt(line, 10));
}
