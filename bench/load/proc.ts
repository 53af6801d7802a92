/** CPU time and memory of process trees, from /proc (Linux). */
import { readdirSync, readFileSync } from "node:fs";

interface Stat {
  pid: number;
  parent: number;
  cpuMs: number;
  rssBytes: number;
}

const ticksPerS = 100;
const pageBytes = 4096;

function stats(): Stat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, "latin1");
        // The command may hold spaces; fields are counted from behind its closing parenthesis.
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        const ticks = Number(fields[11]) + Number(fields[12]);
        const rssBytes = Number(fields[21]) * pageBytes;
        return [{ pid: Number(name), parent: Number(fields[1]), cpuMs: (ticks * 1000) / ticksPerS, rssBytes }];
      } catch {
        return [];
      }
    });
}

/** Sums over a process and all its descendants that still run. */
export function treeUsage(root: number): { cpuMs: number; rssBytes: number; processes: number } {
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
  const own = all.filter(({ pid }) => members.has(pid));
  return {
    cpuMs: own.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytes: own.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    processes: own.length,
  };
}
