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
import { CPU_PERIOD_US, cpuQuotaUs, type NodeLimits } from "./limits.ts";
import { cgroupOf, removeReplicaCgroups } from "./process-group.ts";
import { residentBytes } from "./process-usage.ts";

export const hasCgroupV2 = (root: string): boolean => existsSync(join(root, "cgroup.controllers"));

/** Creates limits with cgroup version 2 at `<root>/<path>`. Throws if that is not permitted. */
export async function limitByCgroupV2(
  root: string,
  path: string,
  size: { cpus: number; memoryMiB: number },
): Promise<NodeLimits> {
  const folder = join(root, path);
  const stack = dirname(folder);
  const parents = [stack, dirname(stack)];
  let inside = false;
  const home = join(root, /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "latin1"))?.[1] ?? "/");

  await removeReplicaCgroups(folder);
  killInside(folder);
  if (existsSync(folder)) await removeCgroup(folder);
  try {
    makeFolder(folder);
    // A controller is available in a cgroup only if every parent enables it.
    for (const parent of [root, dirname(stack), stack]) writeSetting(parent, "cgroup.subtree_control", "+cpu +memory");
    writeSetting(folder, "memory.max", size.memoryMiB * 2 ** 20);
    const holdCpu = () => writeSetting(folder, "cpu.max", `${cpuQuotaUs(size.cpus)} ${CPU_PERIOD_US}`);
    holdCpu();
    inside = true;
    writeSetting(folder, "cgroup.procs", process.pid);
    return {
      quota: { cpu: true, memory: true, note: "cgroup v2: CPU and memory limits hold" },
      cgroups: [folder, ...parents],
      liftCpu: () => writeSetting(folder, "cpu.max", `max ${CPU_PERIOD_US}`),
      holdCpu,
      usage: () => ({
        cpuSeconds: readStatistic(folder, "cpu.stat", "usage_usec") / 1e6,
        memoryBytes: workingSet(folder),
        throttledSeconds: readStatistic(folder, "cpu.stat", "throttled_usec") / 1e6,
      }),
      // The memory controller is not available below a cgroup with processes of its own, such as this one.
      group: (name) =>
        cgroupOf([folder], name, ([own], pids) => ({
          cpuSeconds: readStatistic(own!, "cpu.stat", "usage_usec") / 1e6,
          memoryBytes: residentBytes(pids),
        })),
      remove: leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }

  async function leave(): Promise<void> {
    if (inside) writeSetting(home, "cgroup.procs", process.pid);
    await removeCgroup(folder);
    for (const parent of parents) removeEmptyParent(parent);
  }
}

/** Memory use as Kubernetes counts it, without the file cache that the kernel can drop at once. */
const workingSet = (folder: string): number =>
  Math.max(0, Number(readSetting(folder, "memory.current")) - readStatistic(folder, "memory.stat", "inactive_file"));
