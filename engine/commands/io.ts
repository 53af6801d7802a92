/** Streams, environment, working directory and signals of a command. The caller provides them, so that commands run in any process. */
import type { Writable } from "node:stream";
import { stringifyExact } from "../../base/exact-json.ts";
import { onEndSignals } from "../../base/signals.ts";

export interface Io {
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  /** Read only by commands that take a value or a file from it. */
  stdin?: AsyncIterable<Uint8Array | string> & { isTTY?: boolean };
  env: NodeJS.ProcessEnv;
  cwd: string;
  /**
   * The folder of `state/` if no backend is configured, and of the generated passphrase of local stacks; relative to the
   * project. Default: a backend must be configured, and no passphrase is generated.
   */
  home?: string;
  /** @see WorkspaceOptions.leavesStackFile. Default: false for all stacks. */
  leavesStackFile?(projectDir: string, stack: string): boolean;

  /** Aborted to cancel the operation: running steps finish and are saved. */
  signal?: AbortSignal;
  /** Aborted to terminate at once: providers are killed, and their unfinished work is kept as pending operations. */
  terminate?: AbortSignal;
}

export const printLine = (stream: Writable, line = ""): void => void stream.write(`${line}\n`);

export const printJson = (io: Io, value: unknown, indent = 2): void =>
  printLine(io.stdout, stringifyExact(value, indent));

/** A reader that has gone (`pulumi up | head`), or a terminal that was closed. */
const GONE = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);

/**
 * Lets the operation run to its end and be saved although nobody reads its output any more. Where the output cannot be
 * written for another reason, such as a full disk, one line on stderr says so, and the process exits with 1 instead of 0.
 */
export function outliveReaders(stdout: Writable, stderr: Writable): void {
  stderr.on("error", () => undefined);
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (GONE.has(error.code ?? "")) return;
    printLine(stderr, `The output could not be written to stdout: ${error.message}.`);
    process.once("exit", () => (process.exitCode ||= 1));
  });
}

export async function readStdin(io: Io): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin ?? []) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

const NOTICE =
  "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n" +
  "Note that terminating immediately may lead to orphaned resources and other inconsistencies.";

export interface Interrupts extends Pick<Required<Io>, "signal" | "terminate">, Disposable {}

/** Listens to the signals that ask a process to end, until disposed. */
export function listenForInterrupts(stderr: Io["stderr"]): Interrupts {
  const [stop, terminate] = [new AbortController(), new AbortController()];
  const cancel = () => {
    printLine(stderr, NOTICE);
    stop.abort();
  };
  const signals = onEndSignals(cancel, () => terminate.abort());
  return { signal: stop.signal, terminate: terminate.signal, [Symbol.dispose]: () => signals[Symbol.dispose]() };
}
