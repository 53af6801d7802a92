/** Ends a command early on a signal or at its deadline: stops the load first, then the engine. */
import { clearStop, requestStop, stopRequested } from "../infra/load/stop.ts";
import { requireHome } from "./home.ts";
import { type Context } from "./context.ts";
import { formatDuration } from "../base/duration.ts";
import { fileProblem } from "../base/file-problem.ts";
import { onEndSignals } from "../base/signals.ts";
import { startTimer } from "../base/timer.ts";
import { EXIT, type ExitCode } from "./exit.ts";

export interface Guard extends Disposable {
  /** Aborted when the command must end; what is running then ends cleanly and is saved. */
  readonly signal: AbortSignal;
  /** Sets the stack whose load is stopped when the guard fires. */
  watch(stack: string): void;
  /** Also ends the command after this time, as its deadline does. @param text why */
  cap(limitMs: number, text: string): Disposable;
  /** The exit code of the reason why it fired; `undefined` until then. */
  code(): ExitCode | undefined;
}

/** `interrupted` if `stackmark stop` ended the stack's load. A guard that fired has its own code, and also stops the load. */
export const stopCodes = (stack: string, guard: Pick<Guard, "code">): ExitCode[] =>
  guard.code() === undefined && stopRequested(stack) ? [EXIT.interrupted] : [];

/**
 * @param leftOver what to do about what a second signal leaves over
 * @throws {CliError} HOME_NOT_WRITABLE, because results could not be kept
 */
export function startGuard(
  context: Pick<Context, "home" | "stderr" | "takeOverSignals">,
  deadlineMs: number,
  leftOver = "`stackmark destroy STACK` deletes what is left over",
): Guard {
  requireHome(context);
  const controller = new AbortController();
  let code: ExitCode | undefined;
  let watched: string | undefined;

  const fire = (why: ExitCode, text: string): void => {
    code ??= why;
    context.stderr.write(`\n${text}; keeping results and ending what was started\n`);
    // First of all, so that the load can still save its results.
    if (watched) stopLoad(watched);
    controller.abort(new Error(text));
  };
  const stopLoad = (stack: string): void => {
    try {
      requestStop(stack);
    } catch (error) {
      // The load also ends with its program, which the engine ends.
      context.stderr.write(`the load could not be asked to stop: ${fileProblem(error)}\n`);
    }
  };
  const endAtOnce = (): void => {
    context.stderr.write(`interrupted again: ending at once; ${leftOver}\n`);
    process.exit(EXIT.interrupted);
  };
  const interrupt = (): void => (controller.signal.aborted ? endAtOnce() : fire(EXIT.interrupted, "interrupted"));
  const signals = onEndSignals(interrupt, endAtOnce);
  context.takeOverSignals();
  const timer = startTimer(deadlineMs, () =>
    fire(EXIT.deadline, `the deadline of ${formatDuration(deadlineMs)} has passed`),
  );

  return {
    signal: controller.signal,
    watch(stack) {
      watched = stack;
      // A stop file of an earlier run would end this one's load.
      clearStop(stack);
    },
    cap(limitMs, text) {
      const cap = startTimer(limitMs, () => {
        if (!controller.signal.aborted) fire(EXIT.deadline, text);
      });
      return { [Symbol.dispose]: () => cap.cancel() };
    },
    code: () => code,
    [Symbol.dispose]() {
      timer.cancel();
      signals[Symbol.dispose]();
    },
  };
}
