/**
 * Records which process runs a stack's program.
 *
 * An interrupt reaches neither a dynamic provider nor its load, but it ends the process of the program. So the program
 * records its identity, and the load checks that the process still runs.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { writeAtomicSync } from "../../base/atomic-file.ts";
import { startTicks } from "../../base/process-identity.ts";
import { homeDir, liveFile } from "../home.ts";

export interface ProgramProcess {
  pid: number;
  /** Tells apart processes that had the same pid. */
  startTicks: string;
}

/** Called by the program at its start, never in a preview. The record is removed when the process exits with 0. */
export function announceProgram(stack: string): void {
  const file = liveFile(homeDir(), stack);
  const program: ProgramProcess = { pid: process.pid, startTicks: startTicks(process.pid) ?? "" };
  mkdirSync(dirname(file), { recursive: true });
  writeAtomicSync(file, JSON.stringify(program));
  process.once("exit", (code) => {
    if (code === 0) rmSync(file, { force: true });
  });
}

/** The program that announced itself last; `undefined` without one, or where the platform cannot identify processes. */
export function announcedProgram(stack: string): ProgramProcess | undefined {
  try {
    const program = JSON.parse(readFileSync(liveFile(homeDir(), stack), "utf8")) as ProgramProcess;
    return program.startTicks === "" ? undefined : { pid: program.pid, startTicks: program.startTicks };
  } catch {
    return undefined;
  }
}

export const isRunning = (program: ProgramProcess): boolean => startTicks(program.pid) === program.startTicks;
