/**
 * Says which process runs a stack's program, and whether it still does.
 *
 * An interrupt reaches neither a dynamic provider nor its load, but it ends the program's process: so the program
 * leaves its name, and the load looks whether it is still there.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { homeDir, liveFile } from "../home.ts";
import { startTicks } from "../../base/process-identity.ts";
import { isAlive, type ProcessIdentity } from "../hosts/local/process-identity.ts";

/** For the program, at its start; never in a preview. A clean end takes the name back. */
export function announceProgram(stack: string): void {
  const file = liveFile(homeDir(), stack);
  const identity: ProcessIdentity = { pid: process.pid, startTicks: startTicks(process.pid) ?? "" };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(identity));
  process.once("exit", (code) => {
    if (code === 0) rmSync(file, { force: true });
  });
}

/** Null where no program has announced itself (or the system cannot tell processes apart). */
export function liveProgram(stack: string): ProcessIdentity | null {
  try {
    const { pid, startTicks: ticks } = JSON.parse(readFileSync(liveFile(homeDir(), stack), "utf8")) as ProcessIdentity;
    return ticks === "" ? null : { pid, startTicks: ticks };
  } catch {
    return null;
  }
}

export const programRuns = (program: ProcessIdentity): boolean => isAlive(program);
