/** Runs a command in a container, over Kubernetes' remote command protocol: a WebSocket whose messages begin with a channel. */
import { Duplex } from "node:stream";
import type { WebSocket } from "undici";
import { z } from "zod";
import type { KubeApi } from "./api.ts";

export interface ContainerRef {
  namespace: string;
  pod: string;
  container: string;
}

/** First byte of each message. `close` ends the channel that its second byte names. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;
/** Version 5 is the first in which standard input can end; API servers have it since Kubernetes 1.30. */
const PROTOCOL = "v5.channel.k8s.io";
/** Kubelets copy in pieces of this size. */
const MAX_PIECE_BYTES = 32 * 1024;
const MAX_STDERR_CHARACTERS = 2000;

const statusSchema = z.object({
  status: z.enum(["Success", "Failure"]),
  message: z.string().default(""),
});

/**
 * Standard input and output of a command in a container, as one stream. It ends when the command has ended with success; it is
 * destroyed with an error when the command failed, or when the connection was lost before its end was known.
 */
class CommandStream extends Duplex {
  readonly #socket: WebSocket;
  #stderr = "";
  #status: z.infer<typeof statusSchema> | undefined;

  constructor(socket: WebSocket) {
    super();
    // Readers see it; a stream that is not opened has none.
    this.on("error", () => undefined);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#receive(Buffer.from(data as ArrayBuffer)));
    socket.addEventListener("close", () => this.#closed());
    // A close follows, which says what is known.
    socket.addEventListener("error", () => undefined);
  }

  /** The socket has no flow control: a worker sends some kilobytes a second. */
  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    for (let at = 0; at < chunk.length; at += MAX_PIECE_BYTES)
      this.#socket.send(Buffer.concat([Buffer.of(CHANNEL.stdin), chunk.subarray(at, at + MAX_PIECE_BYTES)]));
    done();
  }

  override _final(done: (error?: Error) => void): void {
    this.#socket.send(Buffer.of(CHANNEL.close, CHANNEL.stdin));
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.close();
    done(error);
  }

  #receive(message: Buffer): void {
    const content = message.subarray(1);
    const text = content.toString("utf8");
    const [channel] = message;
    if (channel === CHANNEL.stdout && content.length > 0) this.push(content);
    else if (channel === CHANNEL.stderr) this.#stderr = `${this.#stderr}${text}`.slice(-MAX_STDERR_CHARACTERS);
    else if (channel === CHANNEL.status) this.#status = statusSchema.parse(JSON.parse(text));
  }

  #closed(): void {
    if (this.#status?.status === "Success") this.push(null);
    else if (this.#status === undefined) this.destroy(new Error("the connection to the pod was lost"));
    else this.destroy(new Error([this.#status.message, this.#stderr.trim()].filter((text) => text !== "").join(": ")));
  }
}

/**
 * @param signal aborts the start of the command
 * @throws {InfraError} KUBERNETES_API if the command was not started
 */
export async function execIn(
  api: KubeApi,
  { namespace, pod, container }: ContainerRef,
  command: readonly string[],
  signal?: AbortSignal,
): Promise<Duplex> {
  const query = new URLSearchParams([
    ["container", container],
    ...command.map((part) => ["command", part]),
    ...["stdin", "stdout", "stderr"].map((name) => [name, "true"]),
  ] as [string, string][]);
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query.toString()}`;
  return api.openSocket(path, PROTOCOL, (socket) => new CommandStream(socket), signal);
}
