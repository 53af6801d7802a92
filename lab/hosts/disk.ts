/** The disk of a host: a file system of its own and limited size, that stays when the host is stopped. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../base/folder.ts";
import { run, tryRun } from "../command.ts";

const MIB = 1024 * 1024;
/** No journal: after a power failure of the lab's machine the disk is gone anyway. */
const FORMAT = ["-q", "-m", "0", "-O", "^has_journal", "-E", "lazy_itable_init=1,nodiscard"];

export interface Disk {
  /** Where it is mounted. */
  path: string;
  /** `image`: a sparse file with ext4; `memory`: where this machine has no loop devices. */
  kind: "image" | "memory";
}

const paths = (folder: string) => ({
  image: join(folder, "disk.img"),
  mount: join(folder, "disk"),
  filler: join(folder, "disk", "filler"),
});

/** @param folder of the host */
export async function createDisk(folder: string, sizeGiB: number): Promise<Disk> {
  const { image, mount } = paths(folder);
  makeFolder(mount);
  const file = await open(image, "wx", 0o600);
  await file.truncate(Math.round(sizeGiB * 1024) * MIB);
  await file.close();
  try {
    await run(["mkfs.ext4", ...FORMAT, image]);
    await run(["mount", "-o", "loop,noatime,discard", image, mount]);
    return { path: mount, kind: "image" };
  } catch {
    rmSync(image);
    await run(["mount", "-t", "tmpfs", "-o", `size=${Math.round(sizeGiB * 1024)}m`, "tmpfs", mount]);
    return { path: mount, kind: "memory" };
  }
}

/** Leaves only that many bytes free; `null` gives all of the disk back. */
export async function fillDisk({ path, kind }: Disk, freeMiB: number | null, sizeGiB: number): Promise<void> {
  const { filler } = paths(join(path, ".."));
  await rm(filler, { force: true });
  if (kind === "memory") {
    const { blocks, bfree, bsize } = await statfs(path);
    const usedMiB = ((blocks - bfree) * bsize) / MIB;
    const sizeMiB = freeMiB === null ? sizeGiB * 1024 : usedMiB + freeMiB;
    await run(["mount", "-o", `remount,size=${Math.round(sizeMiB)}m`, path]);
  } else if (freeMiB !== null) {
    const { bavail, bsize } = await statfs(path);
    await run(["fallocate", "-l", String(Math.max(1, Math.round(bavail * bsize - freeMiB * MIB))), filler]);
  }
}

export async function deleteDisk(folder: string): Promise<void> {
  const { image, mount } = paths(folder);
  while (readFileSync("/proc/self/mounts", "utf8").includes(` ${mount} `)) await run(["umount", "-l", mount]);
  if (existsSync(image)) rmSync(image);
  await tryRun(["rmdir", mount]);
}
