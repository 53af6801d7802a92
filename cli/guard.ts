/** What ends a command early: Ctrl-C, SIGTERM or its deadline. The load is told first, then the engine. */
import { clearStop, requestStop } from "../infra/load/stop.ts";
import { requireHome, type Context } from "./context.ts";
import { showDuration } from "./duration.ts";
import { EXIT, type ExitCode } from "./exit.ts";

export interface Guard extends Disposable {
  /** Aborted when the command is to end; what runs is then ended cleanly and saved. */
  readonly signal: AbortSignal;
  /** The stack whose load is to be stopped when the guard fires. */
  watch(stack: string): void;
  /** The exit code for why it fired, or undefined while it has not. */
  code(): ExitCode | undefined;
}

const sameSignalMs = 1000;

/** @throws {CliError} HOME_NOT_WRITABLE: what begins could not be kept */
export function guard(context: Pick<Context, "home" | "stderr" | "takeSignals">, deadlineMs: number): Guard {
  requireHome(context);
  const controller = new AbortController();
  let code: ExitCode | undefined;
  let watched: string | undefined;

  const fire = (why: ExitCode, text: string): void => {
    code ??= why;
    context.stderr.write(`\n${text}; keeping what was measured and ending what was started\n`);
    // In place before anything else ends, so that a load that is being cut off can still keep its results.
    if (watched) requestStop(watched);
    controller.abort(new Error(text));
  };
  let firedAtMs = 0;
  const onSignal = (): void => {
    // One Ctrl-C can come twice: from the terminal, and passed on by npm.
    if (controller.signal.aborted && performance.now() - firedAtMs < sameSignalMs) return;
    if (controller.signal.aborted) {
      context.stderr.write("interrupted again: ending at once; `stackmark destroy STACK` removes what may be left\n");
      process.exit(EXIT.interrupted);
    }
    firedAtMs = performance.now();
    fire(EXIT.interrupted, "interrupted");
  };
  context.takeSignals();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const timer = setTimeout(
    () => fire(EXIT.deadline, `the deadline of ${showDuration(deadlineMs)} has passed`),
    deadlineMs,
  );

  return {
    signal: controller.signal,
    watch(stack) {
      watched = stack;
      // A stop file of an earlier run would end this one's load.
      clearStop(stack);
    },
    code: () => code,
    [Symbol.dispose]() {
      clearTimeout(timer);
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    },
  };
}
