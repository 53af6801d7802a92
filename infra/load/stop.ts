/** What ends a load early: the stop file, the end of the program that it runs for, its own deadline. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { homeDir, stopFile } from "../home.ts";
import { liveProgram, programRuns } from "./live.ts";

/** Ends the stack's load within a second or two; what was measured is kept. */
export function requestStop(stack: string): void {
  const file = stopFile(homeDir(), stack);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${new Date().toISOString()}\n`);
}

/** For the program, at its start: a stop is meant for the pass that it was asked in. */
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
  // A program that had ended before the load began is not the one that it runs for.
  const announced = liveProgram(stack);
  const program = announced && programRuns(announced) ? announced : null;
  const deadline = performance.now() + deadlineMs;
  let reason: StopReason | null = null;

  const look = (): void => {
    reason ??= reasonToStop(stack, program, performance.now() > deadline ? deadlineMs : null);
    if (reason) controller.abort(new Error(reason.message));
  };
  look();
  const timer = setInterval(look, pollMs);
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function reasonToStop(
  stack: string,
  program: ReturnType<typeof liveProgram>,
  overMs: number | null,
): StopReason | null {
  if (stopRequested(stack)) return { code: "stop-requested", message: "Somebody asked for the stack's load to stop." };
  if (program && !programRuns(program))
    return { code: "program-ended", message: `The program that ran the load (process ${program.pid}) ended.` };
  if (overMs !== null)
    return { code: "deadline", message: `The load had not ended ${Math.round(overMs / 1000)} s after its start.` };
  return null;
}
