/** Runs a command in a session of an SSH connection. */
import { isUtf8 } from "node:buffer";
import type { Client, ClientChannel } from "ssh2";
import { messageOf } from "../../../base/errors.ts";
import { exitText, quoted, type Exit } from "./go-text.ts";
import { LineLog } from "./line-log.ts";

export interface SessionCommand {
  command: string;
  stdin: string;
  /** The machine must accept each of these, or the command does not run. */
  environment: Readonly<Record<string, string>>;
  /** Set where the machine accepts them. */
  optionalEnvironment: Readonly<Record<string, string>>;
  isLogged: { stdout: boolean; stderr: boolean };
  log: (severity: "info" | "warning" | "error", message: string, isStatus?: boolean) => void;
}

export interface SessionOutput {
  stdout: string;
  stderr: string;
}

/** Waits without limit. @returns the output without a final newline @throws with the command and all its output */
export async function runInSession(client: Client, run: SessionCommand): Promise<SessionOutput> {
  const env = { ...run.environment };
  for (const [name, value] of Object.entries(run.environment)) {
    if (await isAccepted(client, name, value)) continue;
    run.log("error", refusedText(name));
    throw new Error(`could not set environment variable "${name}": ssh: setenv failed`);
  }
  for (const [name, value] of Object.entries(run.optionalEnvironment)) {
    if (await isAccepted(client, name, value)) env[name] = value;
    else run.log("warning", refusedText(name));
  }
  const output = new Output(run);
  try {
    await started(client, run.command, env, (channel) => output.ended(channel, run.stdin));
  } catch (error) {
    throw new Error(`${messageOf(error)}: running ${quoted(run.command)}:\n${output.all}`, { cause: error });
  }
  if (!output.isText) throw new Error("grpc: error while marshaling: string field contains invalid UTF-8");
  return { stdout: output.stdout, stderr: output.stderr };
}

const refusedText = (name: string): string =>
  `Unable to set '${name}'. This only works if your SSH server is configured to accept\n` +
  "\tthese variables via AcceptEnv. Alternatively, if a Bash-like shell runs the command on the remote host, you could\n" +
  "\tprefix the command itself with the variables in the form 'VAR=value command'";

type ClientWithEnvironment = Client & {
  sftp(env: Record<string, string>, callback: (error: Error | undefined, session?: { end(): void }) => void): Client;
};

/** `exec` does not ask whether a variable was accepted; the start of a file transfer does. */
const isAccepted = (client: Client, name: string, value: string): Promise<boolean> =>
  new Promise((resolve) => {
    (client as ClientWithEnvironment).sftp({ [name]: value }, (error, session) => {
      session?.end();
      resolve(error?.message !== "Unable to set environment");
    });
  });

/** @param attend is called at once: the end of a short command may already have arrived */
const started = (
  client: Client,
  command: string,
  env: Record<string, string>,
  attend: (channel: ClientChannel) => Promise<void>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let isLost = false;
    client.once("close", () => (isLost = true));
    client.exec(command, { env }, (error, channel) => {
      if (!error) return resolve(attend(channel));
      // A lost connection is told to those who wait before it is told to all.
      setImmediate(() => reject(new Error(isLost ? "EOF" : startText(error, command), { cause: error })));
    });
  });

const REASONS = [
  "unknown reason 0",
  "administratively prohibited",
  "connect failed",
  "unknown channel type",
  "resource shortage",
];

function startText(error: Error & { reason?: number }, command: string): string {
  if (error.message === "Unable to exec") return `ssh: command ${command} failed`;
  const opened = /^\(SSH\) Channel open failure: (.*)$/.exec(error.message);
  return opened ? `ssh: rejected: ${REASONS[error.reason ?? 0]} (${opened[1]})` : error.message;
}

class Output {
  readonly #isLogged: SessionCommand["isLogged"];
  readonly #lines: LineLog;
  readonly #chunks: { stream: "stdout" | "stderr"; data: Buffer }[] = [];

  constructor({ isLogged, log }: SessionCommand) {
    this.#isLogged = isLogged;
    this.#lines = new LineLog((line) => log("info", line, true));
  }

  get stdout(): string {
    return this.#bytes("stdout").toString().replace(/\n$/, "");
  }

  get stderr(): string {
    return this.#bytes("stderr").toString().replace(/\n$/, "");
  }

  get isText(): boolean {
    return isUtf8(this.#bytes("stdout")) && isUtf8(this.#bytes("stderr"));
  }

  /** Both streams in the order of their arrival. */
  get all(): string {
    return this.#bytes().toString();
  }

  /** Resolves if the command ends with status 0 and nobody holds its output open. */
  ended(channel: ClientChannel, stdin: string): Promise<void> {
    return new Promise((resolve, reject) => {
      let exit: Exit | undefined;
      let isStdinRead = false;
      const take = (stream: "stdout" | "stderr") => (data: Buffer) => {
        this.#chunks.push({ stream, data });
        try {
          if (this.#isLogged[stream]) this.#lines.push(data);
        } catch (error) {
          reject(new Error(messageOf(error), { cause: error }));
          channel.close();
        }
      };
      channel.on("data", take("stdout"));
      channel.stderr.on("data", take("stderr"));
      channel.on("exit", (status: number | null, signal?: string, _dump?: unknown, reason?: string) => {
        exit = { status: status ?? undefined, signal: signal?.replace(/^SIG/, ""), reason };
      });
      channel.on("error", reject);
      channel.on("close", () => {
        this.#lines.end();
        if (exit?.status !== 0) reject(new Error(exitText(exit)));
        else if (isStdinRead) resolve();
        else reject(new Error("EOF"));
      });
      channel.end(stdin, () => {
        isStdinRead = true;
      });
    });
  }

  #bytes(stream?: "stdout" | "stderr"): Buffer {
    const chosen = this.#chunks.filter((chunk) => stream === undefined || chunk.stream === stream);
    return Buffer.concat(chosen.map(({ data }) => data));
  }
}
