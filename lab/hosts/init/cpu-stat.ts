/** The text that stands for /proc/stat: CPU time of the host's own processes, by processor. */
import { existsSync, readFileSync } from "node:fs";
import { parseProcessors } from "./processor-list.ts";

const V1 = ["user", "sys"].map((kind) => `/sys/fs/cgroup/cpuacct/cpuacct.usage_percpu_${kind}`);
const V2 = "/sys/fs/cgroup/cpu.stat";
const ONLINE = "/sys/devices/system/cpu/online";
/** Of the ticks that /proc/stat counts in: USER_HZ is 100 wherever Linux runs. */
const TICK_MS = 10;
/** The sum and one figure a kind; Prometheus' node exporter reads the file only if they are there. */
const SOFTIRQS = 11;

export interface CpuTime {
  userMs: number;
  systemMs: number;
}

export class CpuStat {
  readonly #startMs = performance.now();
  readonly #bootS = Math.round(Date.now() / 1000);
  readonly #processors = parseProcessors(readFileSync(ONLINE, "utf8"));

  read(): string {
    return formatCpuStat(this.#processors, readTimes(this.#processors), performance.now() - this.#startMs, this.#bootS);
  }
}

function readTimes(processors: readonly number[]): CpuTime[] {
  if (V1.every((path) => existsSync(path))) {
    const [user, system] = V1.map((path) => readFileSync(path, "utf8").trim().split(" ").map(Number));
    return processors.map((number) => ({
      userMs: (user![number] ?? 0) / 1e6,
      systemMs: (system![number] ?? 0) / 1e6,
    }));
  }
  if (!existsSync(V2)) return processors.map(() => ({ userMs: 0, systemMs: 0 }));
  // Version 2 does not tell them by processor.
  const stat = readFileSync(V2, "utf8");
  const shareMs = (key: string): number =>
    Number(new RegExp(`^${key} (\\d+)`, "m").exec(stat)?.[1] ?? 0) / 1000 / processors.length;
  return processors.map(() => ({ userMs: shareMs("user_usec"), systemMs: shareMs("system_usec") }));
}

/** @param bootS when the host started, in seconds since 1970 */
export function formatCpuStat(
  processors: readonly number[],
  times: readonly CpuTime[],
  upMs: number,
  bootS: number,
): string {
  const ticks = (ms: number): number => Math.floor(ms / TICK_MS);
  const row = (name: string, { userMs, systemMs }: CpuTime, totalMs: number): string =>
    `${name} ${[userMs, 0, systemMs, Math.max(0, totalMs - userMs - systemMs), 0, 0, 0, 0, 0, 0].map(ticks).join(" ")}\n`;
  const sum = times.reduce((a, b) => ({ userMs: a.userMs + b.userMs, systemMs: a.systemMs + b.systemMs }));
  const rows = processors.map((number, index) => row(`cpu${number}`, times[index]!, upMs));
  const rest = `intr 0\nctxt 0\nbtime ${bootS}\nprocesses 0\nprocs_running 1\nprocs_blocked 0\nsoftirq${" 0".repeat(SOFTIRQS)}\n`;
  return row("cpu ", sum, upMs * processors.length) + rows.join("") + rest;
}
