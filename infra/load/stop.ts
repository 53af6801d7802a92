/** Ends a load early: on a stop file, at the end of the program that it runs for, at the stack's cap, or at its own deadline. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { writeAtomicSync } from "../../base/atomic-file.ts";
import { startTicks } from "../../base/process-identity.ts";
import { makeFolder } from "../../base/folder.ts";
import { readRecord } from "../../base/record.ts";
import type { LoadCap } from "../budget/cap.ts";
import { homeDir, liveFile, repositoryRoot, stopFile } from "../home.ts";

/** Ends the stack's load within a second or two and keeps what was measured. */
export function requestStop(stack: string): void {
  const file = stopFile(homeDir(), stack);
  makeFolder(dirname(file));
  writeFileSync(file, `${new Date().toISOString()}\n`);
}

/** Called by the program at its start: a request to stop applies to the update that was running. */
export function clearStop(stack: string): void {
  rmSync(stopFile(homeDir(), stack), { force: true });
}

export const stopRequested = (stack: string): boolean => existsSync(stopFile(homeDir(), stack));

export interface StopReason {
  code: "stop-requested" | "program-ended" | "cap-reached" | "deadline";
  message: string;
}

export interface StopWatch extends Disposable {
  readonly signal: AbortSignal;
  /** Null while the load may continue. */
  readonly reason: StopReason | null;
}

/** The stack that a load is of. */
export interface StackOfLoad {
  stack: string;
  /** Absent: no cloud bills the stack. */
  cap?: LoadCap;
}

/** @param deadlineMs from now */
export function watchStop({ stack, cap }: StackOfLoad, deadlineMs: number, pollMs = 250): StopWatch {
  const controller = new AbortController();
  // A program that ended before the load started is not the one that the load runs for.
  const announced = announcedProgram(stack);
  const program = announced && isRunning(announced) ? announced : undefined;
  const deadline = performance.now() + deadlineMs;
  let reason: StopReason | null = null;

  const poll = (): void => {
    reason ??= reasonToStop({ stack, cap }, program, performance.now() > deadline ? deadlineMs : null);
    if (reason) controller.abort(new Error(reason.message));
  };
  poll();
  const timer = setInterval(poll, pollMs);
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function reasonToStop(
  { stack, cap }: StackOfLoad,
  program: ProgramProcess | undefined,
  overMs: number | null,
): StopReason | null {
  if (stopRequested(stack)) return { code: "stop-requested", message: "A stop of the stack's load was requested." };
  if (program && !isRunning(program))
    return { code: "program-ended", message: `The program that ran the load (process ${program.pid}) ended.` };
  // Commands of the CLI stop the load themselves. A plain update has nobody else who looks at the time.
  if (cap !== undefined && Date.now() >= cap.atMs) return { code: "cap-reached", message: `${cap.text}.` };
  if (overMs !== null)
    return { code: "deadline", message: `The load had not ended ${Math.round(overMs / 1000)} s after its start.` };
  return null;
}

/**
 * The process that runs a stack's program. An interrupt reaches neither a dynamic provider nor its load, but it ends this
 * process. So the program records its identity, and the load checks that the process still runs.
 */
export interface ProgramProcess {
  pid: number;
  /** Start time: distinguishes processes with the same pid. */
  startTicks: string;
}

const announcedSchema = z.object({
  pid: z.number(),
  startTicks: z.string(),
  /** Folder of the stack file; absent in records of earlier versions. */
  root: z.string().optional(),
});
type Announced = z.infer<typeof announcedSchema>;

const readAnnounced = (stack: string): Announced | undefined => readRecord(liveFile(homeDir(), stack), announcedSchema);

/**
 * Called by the program at its start, never in a preview. The record is removed when the process exits with 0.
 * @param root folder of the stack file: providers have no other way to know it
 */
export function announceProgram(stack: string, root: string): void {
  const file = liveFile(homeDir(), stack);
  const program: Announced = { pid: process.pid, startTicks: startTicks(process.pid) ?? "", root };
  makeFolder(dirname(file));
  writeAtomicSync(file, JSON.stringify(program));
  process.once("exit", (code) => {
    if (code === 0) rmSync(file, { force: true });
  });
}

/** The folder of the stack file that the program runs with, which its record names; else the repository. */
export const projectRoot = (stack: string): string => readAnnounced(stack)?.root || repositoryRoot;

/** The program that announced itself last; `undefined` without one, or where the platform cannot identify processes. */
export function announcedProgram(stack: string): ProgramProcess | undefined {
  const program = readAnnounced(stack);
  return program && program.startTicks !== "" ? { pid: program.pid, startTicks: program.startTicks } : undefined;
}

export const isRunning = (program: ProgramProcess): boolean => startTicks(program.pid) === program.startTicks;
