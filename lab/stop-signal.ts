/** How commands of the lab are told to end. */
import { END_SIGNALS } from "../base/signals.ts";

/** Exit code of a command that was. */
export const INTERRUPTED = 105;

/**
 * Aborted when this command is told to end, or when the terminal or reader of its output has gone.
 *
 * @param next what the command does then
 */
export function stopSignal(next: string, print: (line: string) => void): AbortSignal {
  const stopped = new AbortController();
  const stop = (): void => {
    if (!stopped.signal.aborted) print(`interrupted: ${next}`);
    stopped.abort();
  };
  for (const signal of END_SIGNALS) process.on(signal, stop);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", stop);
  return stopped.signal;
}
