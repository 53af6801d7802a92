/** Limits a host's processes, by the cgroups of version 1 or 2. */
import { existsSync, readFileSync, readdirSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../../base/folder.ts";
import { parseProcessors } from "./init/processor-list.ts";

const PERIOD_US = 100_000;
const MIB = 1024 * 1024;
const REMOVE_ATTEMPTS = 100;
const REMOVE_POLL_MS = 20;
const SCHED_IDLE = 5;
/** Where version 2 is mounted, if there is no version 1. */
const UNIFIED = "/sys/fs/cgroup";

export interface HostSize {
  cpus: number;
  memoryMiB: number;
}

export interface HostCgroups {
  /** Files into which a process writes `0` to enter. */
  entries: string[];
  /** What to mount in the host: `cgroup2`, or the options of each hierarchy of version 1. */
  hierarchies: string[];
  /** File into which the number of a process is written that must not stay in the host's cgroups. */
  exit: string | undefined;
  /** Numbers of its processors, if it has fewer than this machine. */
  processors: number[] | undefined;
  /** By controller; readings are taken here. */
  folders: Readonly<Record<string, string>>;
  /** Which limits are enforced. */
  limits: { cpu: boolean; memory: boolean };
}

interface Hierarchy {
  options: string;
  path: string;
}

function hierarchiesV1(): Hierarchy[] {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return mounts.flatMap((line) => {
    const [, path, type, options] = line.split(" ");
    if (type !== "cgroup") return [];
    const named = options!
      .split(",")
      .filter((option) => !/^(rw|relatime|nosuid|nodev|noexec|xattr|release_agent=.*)$/.test(option));
    const joined = named.join(",");
    return [{ options: joined.startsWith("name=") ? `none,${joined}` : joined, path: path! }];
  });
}

/** @param name of the cgroups, unique on this machine */
export function createCgroups(name: string, { cpus, memoryMiB }: HostSize): HostCgroups {
  const v1 = hierarchiesV1();
  if (v1.length === 0) return createUnified(name, { cpus, memoryMiB });
  const folders: Record<string, string> = {};
  for (const { options, path } of v1) {
    const folder = join(path, name);
    makeFolder(folder);
    for (const controller of options.replace("none,name=", "").split(",")) folders[controller] = folder;
  }
  const { cpu, cpuset, memory } = folders;
  let processors: number[] | undefined;
  if (cpuset !== undefined) {
    // Groups inside it, which the kubelet creates, get the same.
    writeFileSync(join(cpuset, "cgroup.clone_children"), "1");
    writeFileSync(join(cpuset, "cpuset.mems"), readFileSync(join(cpuset, "../cpuset.mems")));
    processors = limitProcessors(cpuset, cpus, readFileSync(join(cpuset, "../cpuset.cpus"), "utf8"));
  }
  if (cpu !== undefined) stayIdle(cpu);
  const quota = cpu !== undefined && tryWrite(join(cpu, "cpu.cfs_quota_us"), String(Math.round(cpus * PERIOD_US)));
  const limit = memory !== undefined && tryWrite(join(memory, "memory.limit_in_bytes"), String(memoryMiB * MIB));
  return {
    entries: [...new Set(Object.values(folders))].map((folder) => join(folder, "cgroup.procs")),
    hierarchies: v1.map(({ options }) => options),
    ...{ exit: undefined, processors },
    folders,
    limits: { cpu: quota, memory: limit },
  };
}

function createUnified(name: string, { cpus, memoryMiB }: HostSize): HostCgroups {
  const wanted = readFileSync(join(UNIFIED, "cgroup.controllers"), "utf8").trim().split(" ");
  tryWrite(join(UNIFIED, "cgroup.subtree_control"), wanted.map((controller) => `+${controller}`).join(" "));
  const folder = join(UNIFIED, name);
  makeFolder(folder);
  stayIdle(folder);
  const processors = existsSync(join(folder, "cpuset.cpus"))
    ? limitProcessors(folder, cpus, readFileSync(join(UNIFIED, "cpuset.cpus.effective"), "utf8"))
    : undefined;
  const limits = {
    cpu: tryWrite(join(folder, "cpu.max"), `${Math.round(cpus * PERIOD_US)} ${PERIOD_US}`),
    memory: tryWrite(join(folder, "memory.max"), String(memoryMiB * MIB)),
  };
  const folders = Object.fromEntries(wanted.map((controller) => [controller, folder]));
  const own = /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? "/";
  return {
    entries: [join(folder, "cgroup.procs")],
    hierarchies: ["cgroup2"],
    exit: join(UNIFIED, own, "cgroup.procs"),
    ...{ folders, limits, processors },
  };
}

/** The next host's processors begin where those of the last one ended. */
let processorsGiven = 0;

/**
 * Gives a host as many of this machine's processors as it has by its size.
 * @param list of this machine's, such as `0-3,8`
 * @returns their numbers; `undefined`, if these are all
 */
function limitProcessors(folder: string, cpus: number, list: string): number[] | undefined {
  const all = parseProcessors(list);
  const count = Math.min(Math.ceil(cpus), all.length);
  const own = Array.from({ length: count }, (_, index) => all[(processorsGiven + index) % all.length]!);
  own.sort((a, b) => a - b);
  processorsGiven += count;
  const isLimited = tryWrite(join(folder, "cpuset.cpus"), own.join(","));
  return isLimited && count < all.length ? own : undefined;
}

/** A lab that was started with the scheduling policy for idle times keeps to it: groups have a weight of their own. */
function stayIdle(folder: string): void {
  const policy = /^policy\s*:\s*(\d+)$/m.exec(readFileSync("/proc/self/sched", "utf8"))?.[1];
  if (Number(policy) === SCHED_IDLE) tryWrite(join(folder, "cpu.idle"), "1");
}

/** Removes the cgroups of that name and those inside them, whose processes must have been killed. */
export async function removeCgroups(name: string): Promise<void> {
  const roots = existsSync(join(UNIFIED, "cgroup.controllers")) ? [UNIFIED] : hierarchiesV1().map(({ path }) => path);
  for (const root of roots) {
    const folder = join(root, name);
    for (let attempt = 0; attempt < REMOVE_ATTEMPTS && !removeTree(folder); attempt += 1) await sleep(REMOVE_POLL_MS);
  }
}

function removeTree(folder: string): boolean {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return true;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory() && !removeTree(join(folder, entry.name))) return false;
    rmdirSync(folder);
    return true;
  } catch {
    // Its processes have not ended yet.
    return false;
  }
}

function tryWrite(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "r+" });
    return true;
  } catch {
    return false;
  }
}
