/** The processes of one replica, whatever they fork: those of a cgroup, or without cgroups those of a session. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../../../base/folder.ts";
import { procStat } from "../../../base/process-identity.ts";
import { REPLICA_CGROUP_PREFIX } from "../../protocol/node.ts";
import { killInside, readSetting, removeCgroup } from "./cgroup-files.ts";
import { usageOf, type Usage } from "./process-usage.ts";

export interface ProcessGroup {
  /** A new process becomes a member by writing its own id to each of them; none without cgroups. */
  readonly memberFiles: readonly string[];
  /** @param leader id of the replica's first process, which leads its session */
  pids(leader: number): number[];
  usage(leader: number): Usage;
  /** How often members were killed for lack of memory since the group was made; absent: the machine does not count it. */
  oomKills?(): number;
  /** Ends all members at once. */
  end(leader: number): Promise<void>;
  /** Removes the cgroups of the group, once its members have ended. */
  remove(): Promise<void>;
}

/**
 * Creates cgroups for a replica below those of its node, whose limits apply to all of them together.
 * @param nodeFolders cgroups of the node, one for each hierarchy
 */
export async function cgroupOf(
  nodeFolders: readonly string[],
  name: string,
  usage: (folders: readonly string[], pids: readonly number[]) => Usage,
): Promise<ProcessGroup> {
  const folders = nodeFolders.map((folder) => join(folder, `${REPLICA_CGROUP_PREFIX}${name}`));
  await removeAll(folders);
  for (const folder of folders) makeFolder(folder);
  const members = () => pidsIn(folders[0]!);
  return {
    memberFiles: folders.map((folder) => join(folder, "cgroup.procs")),
    pids: members,
    usage: () => usage(folders, members()),
    end: () => endAll(folders),
    remove: () => removeAll(folders),
  };
}

/** Removes what a killed node left below its cgroup. */
export async function removeReplicaCgroups(nodeFolder: string): Promise<void> {
  if (!existsSync(nodeFolder)) return;
  const names = readdirSync(nodeFolder).filter((name) => name.startsWith(REPLICA_CGROUP_PREFIX));
  await removeAll(names.map((name) => join(nodeFolder, name)));
}

const KILL_TRIES = 100;
const KILL_PAUSE_MS = 20;

/** Kills until nobody is left: a process that forks may escape a single pass. */
async function endAll(folders: readonly string[]): Promise<void> {
  for (let tries = 0; tries < KILL_TRIES && folders.some((folder) => pidsIn(folder).length > 0); tries++) {
    for (const folder of folders) killInside(folder);
    await sleep(KILL_PAUSE_MS);
  }
}

async function removeAll(folders: readonly string[]): Promise<void> {
  await endAll(folders);
  for (const folder of folders) await removeCgroup(folder);
}

/** None if the cgroup is gone. */
function pidsIn(folder: string): number[] {
  try {
    return readSetting(folder, "cgroup.procs").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Index into `procStat` of the session. */
const SESSION = 3;

/** A process that starts a session of its own leaves the group: only cgroups hold it. */
export function sessionGroup(): ProcessGroup {
  const pids = (leader: number): number[] =>
    leader === 0 ? [] : allPids().filter((pid) => procStat(pid)?.[SESSION] === String(leader));
  const end = async (leader: number) => {
    for (let tries = 0; tries < KILL_TRIES; tries++) {
      const left = pids(leader).filter(isRunning);
      if (left.length === 0) return;
      for (const pid of left) kill(pid);
      await sleep(KILL_PAUSE_MS);
    }
  };
  return {
    memberFiles: [],
    pids,
    usage: (leader) => usageOf(pids(leader)),
    end,
    remove: () => Promise.resolve(),
  };
}

const isRunning = (pid: number): boolean => procStat(pid)?.[0] !== "Z";

const allPids = (): number[] => readdirSync("/proc").map(Number).filter(Number.isInteger);

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
