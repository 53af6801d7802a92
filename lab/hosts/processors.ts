/** What a host sees of its processors, if it has fewer than this machine. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../../base/folder.ts";

/**
 * Files to be mounted over /proc/cpuinfo, /sys/devices/system/cpu and /sys/devices/system/node, by their paths. Pure.
 * @param numbers of its processors: those of this machine, since cgroups know no others
 * @param cpuinfo this machine's /proc/cpuinfo
 */
export function processorFiles(numbers: readonly number[], memoryMiB: number, cpuinfo: string): Record<string, string> {
  const list = numbers.join(",");
  const topology = (number: number): Record<string, string> => ({
    ...{ core_id: String(number), physical_package_id: "0" },
    ...{ thread_siblings_list: String(number), core_cpus_list: String(number) },
    ...{ core_siblings_list: list, package_cpus_list: list },
  });
  const processors = numbers.flatMap((number) =>
    Object.entries(topology(number)).flatMap(([name, text]) =>
      // The folders of a node are links to those of `cpu`, which cannot be mounted together.
      ["cpu", "node/node0"].map((folder): [string, string] => [`${folder}/cpu${number}/topology/${name}`, `${text}\n`]),
    ),
  );
  const blocks = cpuinfo.trim().split("\n\n");
  const own = blocks.filter((block) => numbers.includes(Number(/^processor\s*:\s*(\d+)/m.exec(block)?.[1])));
  return {
    cpuinfo: `${own.join("\n\n")}\n\n`,
    ...Object.fromEntries(["online", "possible", "present"].map((name) => [`cpu/${name}`, `${list}\n`])),
    "cpu/offline": "\n",
    "node/online": "0\n",
    "node/node0/cpulist": `${list}\n`,
    "node/node0/distance": "10\n",
    // Free memory is that of /proc/meminfo; libnuma asks for a line of it here.
    "node/node0/meminfo": ["MemTotal", "MemFree"].map((key) => `Node 0 ${key}: ${memoryMiB * 1024} kB\n`).join(""),
    ...Object.fromEntries(processors),
  };
}

/** Writes them into a folder of the host's disk. @param numbers `undefined`: it sees this machine's */
export function writeProcessors(folder: string, numbers: readonly number[] | undefined, memoryMiB: number): void {
  rmSync(folder, { recursive: true, force: true });
  if (numbers === undefined) return;
  const files = processorFiles(numbers, memoryMiB, readFileSync("/proc/cpuinfo", "utf8"));
  for (const [path, text] of Object.entries(files)) {
    makeFolder(dirname(join(folder, path)));
    writeFileSync(join(folder, path), text);
  }
}
