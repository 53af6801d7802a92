/** What a command works with: streams, environment, folder and signals of the caller, so that it runs in any process. */
import type { Writable } from "node:stream";

export interface Io {
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  /** Read only where a command takes a value or a file from it. */
  stdin?: AsyncIterable<Uint8Array | string> & { isTTY?: boolean };
  env: NodeJS.ProcessEnv;
  cwd: string;
  /**
   * Holds `state/` when no backend is named, and the generated passphrase of local stacks; relative to the project.
   * Default: a backend must be named, and no passphrase is generated.
   */
  home?: string;
  /** Where a stack's file is when no `--config-file` says so. Default: `Pulumi.<stack>.yaml` in the project. */
  configFile?(projectDir: string, stack: string): Promise<string | undefined>;
  /** Aborted to cancel what runs: running steps end and are saved. */
  signal?: AbortSignal;
  /** Aborted to end at once: providers are killed, and what they were doing stays as pending operations. */
  terminate?: AbortSignal;
}

export const printLine = (stream: Writable, line = ""): void => void stream.write(`${line}\n`);

export const printJson = (io: Io, value: unknown, indent = 2): void =>
  printLine(io.stdout, JSON.stringify(value, null, indent));

/** Who reads may stop reading (`pulumi up | head`): what is under way goes on, and is saved, as if it were read. */
export function outliveReaders(...streams: Writable[]): void {
  for (const stream of streams)
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
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
