/** Ctrl-C for a process that runs verbs: once to finish what is under way, twice to end at once. */
import { printLine, type Io } from "./io.ts";

const NOTICE =
  "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n" +
  "Note that terminating immediately may lead to orphaned resources and other inconsistencies.";

export interface Interrupts extends Pick<Required<Io>, "signal" | "terminate">, Disposable {}

/** Listens to SIGINT and SIGTERM until it is disposed of. */
export function listenForInterrupts(stderr: Io["stderr"]): Interrupts {
  const [stop, terminate] = [new AbortController(), new AbortController()];
  const interrupt = () => {
    if (stop.signal.aborted) return terminate.abort();
    printLine(stderr, NOTICE);
    stop.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return {
    signal: stop.signal,
    terminate: terminate.signal,
    [Symbol.dispose]: () => void process.off("SIGINT", interrupt).off("SIGTERM", interrupt),
  };
}
