/**
 * Proof of destroy on this machine: lists the processes, cgroups and folders of a stack's emulated nodes and links before
 * the destroy, and looks for them after it. Independent of the state and of the providers that remove them.
 */
import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { stackDir } from "../../infra/home.ts";
import { procStat, startTicks } from "../../base/process-identity.ts";
import { readRecord } from "../../base/record.ts";

/** Index into the result of `procStat`. */
const PARENT = 1;

const readySchema = z.object({ pid: z.number(), startTicks: z.string(), cgroups: z.array(z.string()).default([]) });

interface Process {
  pid: number;
  startTicks: string;
  parent: number;
}

export interface Inventory {
  folders: string[];
  processes: { what: string; process: Process }[];
  cgroups: string[];
}

export function takeInventory(home: string, stack: string): Inventory {
  const all = readProcesses();
  const found: Inventory = { folders: [], processes: [], cgroups: [] };
  for (const folder of globSync("{nodes,links}/*", { cwd: stackDir(home, stack) })) {
    const dir = join(stackDir(home, stack), folder);
    found.folders.push(dir);
    const ready = readRecord(join(dir, "ready.json"), readySchema);
    // A daemon that never became ready can leave only its folder.
    if (!ready) continue;
    // The parents are shared by several nodes.
    const shared = new Set(ready.cgroups.map((path) => dirname(path)));
    found.cgroups.push(...ready.cgroups.filter((path) => !shared.has(path)));
    for (const process of family(all, ready)) found.processes.push({ what: folder, process });
  }
  return found;
}

/** A line for each part of an inventory that is still there. */
export function stillThere(inventory: Inventory): string[] {
  return [
    ...inventory.processes
      .filter(({ process }) => startTicks(process.pid) === process.startTicks)
      .map(({ what, process }) => `process ${process.pid} of ${what}`),
    ...inventory.cgroups.filter((path) => existsSync(path)).map((path) => `cgroup ${path}`),
    ...inventory.folders.filter((path) => existsSync(path)).map((path) => `folder ${path}`),
  ];
}

/** A process and all its descendants. */
function family(all: Process[], root: Pick<Process, "pid" | "startTicks">): Process[] {
  const members = all.filter((process) => process.pid === root.pid && process.startTicks === root.startTicks);
  for (const member of members) members.push(...all.filter((process) => process.parent === member.pid));
  return members;
}

/** All processes of this machine except zombies, which hold no resources. Empty on systems other than Linux. */
function readProcesses(): Process[] {
  return globSync("[0-9]*", { cwd: "/proc" })
    .map(Number)
    .flatMap((pid) => {
      const ticks = startTicks(pid);
      const parent = procStat(pid)?.[PARENT];
      return ticks === undefined || parent === undefined ? [] : [{ pid, parent: Number(parent), startTicks: ticks }];
    });
}
