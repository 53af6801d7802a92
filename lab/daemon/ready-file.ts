import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../errors.ts";
import { nodeReadySchema, type NodeReady } from "../storefront/protocol.ts";
import { startTicks } from "./process-identity.ts";

const fileIn = (dir: string): string => join(dir, "ready.json");

/** What an earlier daemon in this folder left, if it can be read. */
export function readReady(dir: string): NodeReady | undefined {
  try {
    return nodeReadySchema.parse(JSON.parse(readFileSync(fileIn(dir), "utf8")));
  } catch {
    return undefined;
  }
}

/** Refuses to start beside a daemon that still runs in the same folder. */
export function refuseSecond(dir: string): void {
  const ready = readReady(dir);
  if (ready !== undefined && startTicks(ready.pid) === ready.startTicks) {
    throw new LabError("LAB_ALREADY_RUNNING", `process ${ready.pid} already runs in ${dir}: shut it down first`);
  }
}

export function writeReady(dir: string, ready: NodeReady): void {
  const file = fileIn(dir);
  writeFileSync(`${file}.new`, JSON.stringify(ready, undefined, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const removeReady = (dir: string): void => rmSync(fileIn(dir), { force: true });
