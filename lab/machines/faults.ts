/** Makes machines faulty from the outside, and sound again. */
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.ts";
import { fillDisk as fill, type Disk } from "../hosts/disk.ts";
import { inNamespace } from "../networks/namespace.ts";

/** A running machine as this machine sees it. */
export interface Inside {
  /** Its network namespace. */
  namespace: string;
  /** Its first process. */
  pid: number;
  disk: Disk;
  diskGiB: number;
}

const TOOL_FOLDERS = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];

/** Takes programs of this machine's away from a machine: they are not found there. */
export function takeTools({ pid }: Inside, names: readonly string[]): void {
  for (const path of pathsOf(names)) rmSync(join(`/proc/${pid}/root`, path), { force: true });
}

export function giveToolsBack({ pid }: Inside, names: readonly string[]): void {
  for (const path of pathsOf(names))
    if (!existsSync(join(`/proc/${pid}/root`, path))) copyFileSync(path, join(`/proc/${pid}/root`, path));
}

/** Leaves only that many bytes free on a machine's disk; `null` gives all of it back. */
export async function fillDisk({ disk, diskGiB }: Inside, freeMiB: number | null): Promise<void> {
  await fill(disk, freeMiB, diskGiB);
}

/**
 * Whether the machine's own interface leaves checksums to its device. If it does, TCP inside VXLAN arrives with wrong
 * checksums behind a NAT, as it does in real clouds, unless the VXLAN device computes them itself.
 */
export async function setChecksumOffload({ namespace }: Inside, isOn: boolean): Promise<void> {
  await run(inNamespace(namespace, ["ethtool", "-K", "eth0", "tx", isOn ? "on" : "off"]));
}

const pathsOf = (names: readonly string[]): string[] =>
  names.flatMap((name) => TOOL_FOLDERS.map((folder) => join(folder, name)).filter(existsSync));
