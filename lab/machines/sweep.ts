/** Removes what a lab created on this machine, also after its daemon was killed. */
import { readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { tryRun } from "../command.ts";
import { removeCgroups } from "../hosts/cgroups.ts";
import { deleteDisk } from "../hosts/disk.ts";
import { machinesDir } from "../folder.ts";
import { namesOf } from "../names.ts";
import { deleteNamespace } from "../networks/namespace.ts";

/** What of a lab is on this machine. */
export interface Traces {
  namespaces: string[];
  mounts: string[];
  cgroups: string[];
  /** Folders of machines. */
  machines: string[];
}

/** @param dir folder of the lab */
export async function tracesOf(dir: string): Promise<Traces> {
  const { prefix } = namesOf(dir);
  const namespaces = (await tryRun(["ip", "netns", "list"])).split("\n").map((line) => line.split(" ")[0]!);
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  return {
    namespaces: namespaces.filter((name) => name.startsWith(prefix)),
    mounts: mounts.filter((path) => path.startsWith(`${machinesDir(dir)}/`)),
    cgroups: cgroupsNow().filter((name) => name.startsWith(prefix)),
    machines: entriesOf(machinesDir(dir)),
  };
}

/** @param dir folder of the lab, of which only what belongs to machines is removed */
export async function sweep(dir: string): Promise<void> {
  const { namespaces, cgroups, machines, mounts } = await tracesOf(dir);
  // Their processes first: they hold mounts and cgroups.
  for (const namespace of namespaces) await deleteNamespace(namespace);
  for (const cgroup of cgroups) await removeCgroups(cgroup);
  for (const machine of machines) await deleteDisk(join(machinesDir(dir), machine));
  for (const mount of mounts) await tryRun(["umount", "-l", mount]);
  await rm(machinesDir(dir), { recursive: true, force: true });
}

const entriesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const cgroupsNow = (): string[] => {
  const root = "/sys/fs/cgroup";
  const hierarchies = entriesOf(root).map((name) => join(root, name));
  return [...new Set([root, ...hierarchies].flatMap(entriesOf))];
};
