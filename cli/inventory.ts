/**
 * Proof of destroy on this machine: what a stack's emulated nodes and links are made of is written down before the
 * destroy and looked for after it. Independent of the state and of the providers that are to remove it.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { stackDir } from "../infra/home.ts";
import { isAlive, type ProcessIdentity } from "../infra/hosts/local/process-identity.ts";

const readySchema = z.object({ pid: z.number(), startTicks: z.string(), cgroups: z.array(z.string()).default([]) });

interface Process extends ProcessIdentity {
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
    const ready = readReady(join(dir, "ready.json"));
    if (!ready) continue;
    // The first is the machine's own; the others are parents that several machines share.
    const shared = new Set(ready.cgroups.map((path) => dirname(path)));
    found.cgroups.push(...ready.cgroups.filter((path) => !shared.has(path)));
    for (const process of family(all, ready)) found.processes.push({ what: folder, process });
  }
  return found;
}

/** Lines on what of an inventory is still there; empty when all is gone. */
export function stillThere(inventory: Inventory): string[] {
  return [
    ...inventory.processes
      .filter(({ process }) => isAlive(process))
      .map(({ what, process }) => `process ${process.pid} of ${what}`),
    ...inventory.cgroups.filter((path) => existsSync(path)).map((path) => `cgroup ${path}`),
    ...inventory.folders.filter((path) => existsSync(path)).map((path) => `folder ${path}`),
  ];
}

function readReady(file: string): z.infer<typeof readySchema> | undefined {
  try {
    return readySchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // Never got ready: there is only its folder to look for.
    return undefined;
  }
}

/** A process and all that descend from it. */
function family(all: Process[], root: ProcessIdentity): Process[] {
  const members = all.filter((process) => process.pid === root.pid && process.startTicks === root.startTicks);
  for (const member of members) members.push(...all.filter((process) => process.parent === member.pid));
  return members;
}

/** All processes of a Linux machine; none elsewhere, where only folders are looked for. */
function readProcesses(): Process[] {
  return globSync("/proc/[0-9]*/stat").flatMap((file) => {
    try {
      const text = readFileSync(file, "latin1");
      // The command name in parentheses may hold anything; the fields after it don't.
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      // A zombie holds nothing any more; it waits for its parent to take note.
      if (fields[0] === "Z") return [];
      return [{ pid: Number(text.split(" ", 1)[0]), parent: Number(fields[1]), startTicks: fields[19]! }];
    } catch {
      return [];
    }
  });
}
