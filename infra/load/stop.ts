/** Ends a load early: on a stop file, at the end of the program that it runs for, or at its own deadline. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { homeDir, stopFile } from "../home.ts";
import { announcedProgram, isRunning, type ProgramProcess } from "./program.ts";

/** Ends the stack's load within a second or two and keeps what was measured. */
export function requestStop(stack: string): void {
  const file = stopFile(homeDir(), stack);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${new Date().toISOString()}\n`);
}

/** Called by the program at its start: a request to stop applies to the update that was running. */
export function clearStop(stack: string): void {
  rmSync(stopFile(homeDir(), stack), { force: true });
}

export const stopRequested = (stack: string): boolean => existsSync(stopFile(homeDir(), stack));

export interface StopReason {
  code: "stop-requested" | "program-ended" | "deadline";
  message: string;
}

export interface StopWatch extends Disposable {
  readonly signal: AbortSignal;
  /** Null while the load may go on. */
  readonly reason: StopReason | null;
}

/** @param deadlineMs from now */
export function watchStop(stack: string, deadlineMs: number, pollMs = 250): StopWatch {
  const controller = new AbortController();
  // A program that ended before the load began is not the one that it runs for.
  const announced = announcedProgram(stack);
  const program = announced && isRunning(announced) ? announced : undefined;
  const deadline = performance.now() + deadlineMs;
  let reason: StopReason | null = null;

  const poll = (): void => {
    reason ??= reasonToStop(stack, program, performance.now() > deadline ? deadlineMs : null);
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

function reasonToStop(stack: string, program: ProgramProcess | undefined, overMs: number | null): StopReason | null {
  if (stopRequested(stack)) return { code: "stop-requested", message: "Somebody asked for the stack's load to stop." };
  if (program && !isRunning(program))
    return { code: "program-ended", message: `The program that ran the load (process ${program.pid}) ended.` };
  if (overMs !== null)
    return { code: "deadline", message: `The load had not ended ${Math.round(overMs / 1000)} s after its start.` };
  return null;
}
