import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  killInside,
  readSetting,
  readStatistic,
  removeCgroup,
  removeEmptyParent,
  writeSetting,
} from "./cgroup-files.ts";
import { makeFolder } from "../../../base/folder.ts";
import { CPU_PERIOD_US, cpuQuotaUs, type GroupLimits, type NodeLimits } from "./limits.ts";
import { cgroupOf, removeReplicaCgroups } from "./process-group.ts";

/** In version 1, each has its own hierarchy; two may share a mount. */
const CONTROLLERS = ["cpu", "cpuacct", "memory"] as const;

export const hasCgroupV1 = (root: string): boolean =>
  CONTROLLERS.every((controller) => existsSync(join(root, controller, "cgroup.procs")));

/** Creates limits with cgroup version 1 at `<root>/<controller>/<path>`. Throws if that is not permitted. */
export async function limitByCgroupV1(
  root: string,
  path: string,
  size: { cpus: number; memoryMiB: number },
): Promise<NodeLimits> {
  const folders = Object.fromEntries(CONTROLLERS.map((name) => [name, join(root, name, path)])) as Record<
    (typeof CONTROLLERS)[number],
    string
  >;
  const homes = homeFolders(root);
  let inside = false;
  const all = [...new Set(Object.values(folders))];
  const parents = all.flatMap((folder) => [dirname(folder), dirname(dirname(folder))]);

  for (const folder of all) {
    await removeReplicaCgroups(folder);
    killInside(folder);
    if (existsSync(folder)) await removeCgroup(folder);
  }
  try {
    for (const folder of all) makeFolder(folder);
    writeSetting(folders.cpu, "cpu.cfs_period_us", CPU_PERIOD_US);
    writeSetting(folders.memory, "memory.limit_in_bytes", size.memoryMiB * 2 ** 20);
    const holdCpu = () => writeSetting(folders.cpu, "cpu.cfs_quota_us", cpuQuotaUs(size.cpus));
    holdCpu();
    inside = true;
    for (const folder of all) writeSetting(folder, "cgroup.procs", process.pid);
    return {
      quota: { cpu: true, memory: true, note: "cgroup v1: CPU and memory limits hold" },
      cgroups: [...all, ...parents],
      liftCpu: () => writeSetting(folders.cpu, "cpu.cfs_quota_us", -1),
      holdCpu,
      usage: () => ({
        cpuSeconds: cpuSecondsOf(folders.cpuacct),
        memoryBytes: workingSet(folders.memory),
        throttledSeconds: readStatistic(folders.cpu, "cpu.stat", "throttled_time") / 1e9,
      }),
      group: async (name, { cpus, memoryMiB }: GroupLimits = {}) => {
        const group = await cgroupOf(all, name, (own) => ({
          cpuSeconds: cpuSecondsOf(own[all.indexOf(folders.cpuacct)]!),
          memoryBytes: workingSet(own[all.indexOf(folders.memory)]!),
        }));
        const folderOf = (controller: (typeof CONTROLLERS)[number]): string =>
          dirname(group.memberFiles[all.indexOf(folders[controller])]!);
        const memoryFolder = folderOf("memory");
        if (cpus !== undefined) {
          writeSetting(folderOf("cpu"), "cpu.cfs_period_us", CPU_PERIOD_US);
          writeSetting(folderOf("cpu"), "cpu.cfs_quota_us", cpuQuotaUs(cpus));
        }
        if (memoryMiB !== undefined)
          writeSetting(memoryFolder, "memory.limit_in_bytes", Math.round(memoryMiB * 2 ** 20));
        return { ...group, oomKills: () => readStatistic(memoryFolder, "memory.oom_control", "oom_kill") };
      },
      remove: leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }

  async function leave(): Promise<void> {
    if (inside) {
      for (const name of CONTROLLERS) writeSetting(homes[name] ?? join(root, name), "cgroup.procs", process.pid);
    }
    for (const folder of all) await removeCgroup(folder);
    for (const parent of parents) removeEmptyParent(parent);
  }
}

const cpuSecondsOf = (folder: string): number => Number(readSetting(folder, "cpuacct.usage")) / 1e9;

/** Memory use as Kubernetes counts it, without the file cache that the kernel can drop at once. */
const workingSet = (folder: string): number =>
  Math.max(
    0,
    Number(readSetting(folder, "memory.usage_in_bytes")) - readStatistic(folder, "memory.stat", "total_inactive_file"),
  );

/** The current cgroup of this process in each hierarchy, to return to before the node's cgroups are removed. */
function homeFolders(root: string): Record<string, string> {
  const homes: Record<string, string> = {};
  for (const line of readFileSync("/proc/self/cgroup", "latin1").trim().split("\n")) {
    const [, controllers = "", path = ""] = line.split(":");
    for (const controller of controllers.split(",")) homes[controller] = join(root, controller, path);
  }
  return homes;
}
