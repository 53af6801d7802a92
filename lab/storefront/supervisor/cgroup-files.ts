/** Reads, writes and removes cgroups, for both versions. */
import { existsSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemCode } from "../../../base/errors.ts";

export const writeSetting = (folder: string, name: string, value: string | number): void =>
  writeFileSync(join(folder, name), String(value));

export const readSetting = (folder: string, name: string): string => readFileSync(join(folder, name), "latin1").trim();

/** The value of a line `key value` in a statistics file; 0 if there is no such line. */
export function readStatistic(folder: string, name: string, key: string): number {
  const line = readSetting(folder, name)
    .split("\n")
    .find((text) => text.startsWith(`${key} `));
  return Number(line?.slice(key.length + 1) ?? 0);
}

/** Kills all processes in a cgroup except this one: replicas that a killed node left. */
export function killInside(folder: string): void {
  if (!existsSync(join(folder, "cgroup.procs"))) return;
  for (const pid of readSetting(folder, "cgroup.procs").split("\n").filter(Boolean).map(Number)) {
    if (pid !== process.pid) killOne(pid);
  }
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
}

const REMOVE_TRIES = 50;
const REMOVE_PAUSE_MS = 20;

/** Removes a cgroup. Retries while a process that has just ended keeps it busy; throws if something else does. */
export async function removeCgroup(folder: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return;
      if (code !== "EBUSY" || tries === REMOVE_TRIES) throw error;
      await sleep(REMOVE_PAUSE_MS);
    }
  }
}

/** Removes a parent unless other nodes use it or another user owns it. */
export function removeEmptyParent(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (!["EACCES", "EBUSY", "ENOENT", "ENOTDIR", "ENOTEMPTY", "EPERM"].includes(code)) throw error;
  }
}
