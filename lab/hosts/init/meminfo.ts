/** The text that stands for /proc/meminfo: memory of the host's own processes. */
import { readFileSync, statSync } from "node:fs";

const V1 = { usage: "/sys/fs/cgroup/memory/memory.usage_in_bytes", stat: "/sys/fs/cgroup/memory/memory.stat" };
const V2 = { usage: "/sys/fs/cgroup/memory.current", stat: "/sys/fs/cgroup/memory.stat" };

/** @param totalMiB of the host */
export const readMeminfo = (totalMiB: number): string => formatMeminfo(totalMiB * 1024, readUsage());

interface Usage {
  usedKiB: number;
  cacheKiB: number;
  reclaimableKiB: number;
}

function readUsage(): Usage {
  try {
    const paths = statSync(V1.usage, { throwIfNoEntry: false }) ? V1 : V2;
    const stat = new Map(
      readFileSync(paths.stat, "utf8")
        .split("\n")
        .map((line) => line.split(" ") as [string, string]),
    );
    const kiB = (...keys: string[]): number => Number(keys.map((key) => stat.get(key)).find(Boolean) ?? 0) / 1024;
    return {
      usedKiB: Number(readFileSync(paths.usage, "utf8")) / 1024,
      cacheKiB: kiB("total_cache", "cache", "file"),
      reclaimableKiB: kiB("total_inactive_file", "inactive_file"),
    };
  } catch {
    return { usedKiB: 0, cacheKiB: 0, reclaimableKiB: 0 };
  }
}

/** Always of the same length, so that a reader never sees the rest of an older text. */
export function formatMeminfo(totalKiB: number, { usedKiB, cacheKiB, reclaimableKiB }: Usage): string {
  const free = Math.max(0, totalKiB - usedKiB);
  const rows: [string, number][] = [
    ["MemTotal", totalKiB],
    ["MemFree", free],
    ["MemAvailable", Math.min(totalKiB, free + reclaimableKiB)],
    ["Buffers", 0],
    ["Cached", cacheKiB],
    ["SwapCached", 0],
    ["Active", Math.max(0, usedKiB - reclaimableKiB)],
    ["Inactive", reclaimableKiB],
    ["SwapTotal", 0],
    ["SwapFree", 0],
    ["Dirty", 0],
    ["Shmem", 0],
    ["Slab", 0],
    ["SReclaimable", 0],
  ];
  return rows.map(([name, kiB]) => `${`${name}:`.padEnd(16)}${String(Math.round(kiB)).padStart(12)} kB\n`).join("");
}
