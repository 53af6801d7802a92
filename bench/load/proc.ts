/** CPU time and memory of process trees and of the machine, from /proc (Linux). */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { procStat } from "../../base/process-identity.ts";

interface Stat {
  pid: number;
  parent: number;
  cpuMs: number;
  rssBytes: number;
}

const MS_PER_TICK = 10;
const PAGE_BYTES = 4096;

function stats(): Stat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .flatMap((pid) => {
      const fields = procStat(pid);
      if (fields === undefined) return [];
      const ticks = Number(fields[11]) + Number(fields[12]);
      const rssBytes = Number(fields[21]) * PAGE_BYTES;
      return [{ pid, parent: Number(fields[1]), cpuMs: ticks * MS_PER_TICK, rssBytes }];
    });
}

/** A process's anonymous and file-backed resident memory; 0 if the process is gone. */
function residentBytes(pid: number): { own: number; shared: number } {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? 0) * 1024;
    return { own: of("Anonymous"), shared: of("Rss") - of("Anonymous") };
  } catch {
    return { own: 0, shared: 0 };
  }
}

/** A process and all its running descendants. */
function treeOf(root: number): Stat[] {
  const all = stats();
  const members = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of all) {
      if (members.has(pid) || !members.has(parent)) continue;
      members.add(pid);
      grown = true;
    }
  }
  return all.filter(({ pid }) => members.has(pid));
}

/** CPU time and memory of a process and all its running descendants, with all their threads. */
export function treeUsage(root: number): { cpuMs: number; rssBytes: number } {
  const tree = treeOf(root);
  return {
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytes: tree.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
}

/**
 * Resident memory of a process tree with file-backed pages counted once, for processes that run the same program. The
 * kernel walks all of their pages, so do not call it while something is being timed.
 */
export function treeMemoryOnce(root: number): number {
  const resident = treeOf(root).map(({ pid }) => residentBytes(pid));
  return resident.reduce((sum, { own }) => sum + own, Math.max(0, ...resident.map(({ shared }) => shared)));
}

/** CPU time of all processes of the machine since it started, including interrupts and time stolen by its host. */
export function machineCpuMs(): number {
  const [first = ""] = readFileSync("/proc/stat", "latin1").split("\n", 1);
  const [user, nice, system, , , irq, softIrq, steal] = first.trim().split(/\s+/).slice(1).map(Number);
  return (user! + nice! + system! + irq! + softIrq! + steal!) * MS_PER_TICK;
}

/** Restricts this process, and those that it starts from now on, to one core. */
export function pinToCore(core: number): void {
  spawnSync("taskset", ["-acp", `${core}`, `${process.pid}`]);
}
