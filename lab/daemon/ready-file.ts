import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomicSync } from "../../base/atomic-file.ts";
import { startTicks } from "../../base/process-identity.ts";
import { readRecord } from "../../base/record.ts";
import { LabError } from "../errors.ts";
import { readySchema, type Ready } from "../protocol/daemon.ts";

const fileIn = (dir: string): string => join(dir, "ready.json");

/** Identifies this process to readers of the ready file. */
export function ownIdentity(): Pick<Ready, "pid" | "startTicks"> {
  const ticks = startTicks(process.pid);
  if (ticks !== undefined) return { pid: process.pid, startTicks: ticks };
  throw new LabError("LAB_UNSUPPORTED_SYSTEM", "emulated nodes require Linux: /proc/PID/stat cannot be read here");
}

/** Throws `LAB_ALREADY_RUNNING` if another daemon runs in the same folder. */
export function requireOnlyDaemon(dir: string): void {
  const ready = readRecord(fileIn(dir), readySchema);
  if (ready !== undefined && startTicks(ready.pid) === ready.startTicks)
    throw new LabError("LAB_ALREADY_RUNNING", `process ${ready.pid} already runs in ${dir}: shut it down first`);
}

export const writeReady = (dir: string, ready: Ready): void =>
  writeAtomicSync(fileIn(dir), JSON.stringify(ready, undefined, 2));

export const removeReady = (dir: string): void => rmSync(fileIn(dir), { force: true });
