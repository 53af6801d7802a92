import { messageOf } from "../../../base/errors.ts";
import type { Clock } from "../../clock.ts";
import {
  classifySocketError,
  type Connection,
  type WireOutcome,
  type WireRequest,
  type ResponseHead,
} from "../transport.ts";
import type { Failure } from "../../schema/request.ts";
import type { Deadlines, Expiring } from "../deadlines.ts";
import { protocolOf, type PeerCounts } from "../peers.ts";
import type { HeadMemory } from "./head.ts";
import { onClose, onError, onReady, onTcp, type OwnedSocket, type SocketEvent, type writeToSocket } from "./socket.ts";
import { ResponseParser, type ParserEvents } from "./parser.ts";

/** What all connections of a transport share. */
export interface H1Context {
  clock: Clock;
  deadlines: Deadlines;
  /** Shared by all sockets; its content is consumed before the next read. */
  readBuffer: Buffer;
  peer: PeerCounts;
  connectTimeoutUs: number;
  headersTimeoutUs: number;
  headBytes: number;
  heads: HeadMemory;
  write: typeof writeToSocket;
  /** End of the request line, and the `Host` header. */
  hostLine: string;
  /** Starts a TCP (or TLS) connection. */
  dial(): OwnedSocket;
  readyEvent: "connect" | "secureConnect";
}

type Phase = "connect" | "tls" | "exchange";

/** One HTTP/1.1 connection over a socket of its own; opens it when needed, and again after the server closed it. */
export class H1Connection implements Connection, Expiring, ParserEvents {
  readonly #context: H1Context;
  readonly #parser: ResponseParser;
  #socket: OwnedSocket | undefined;
  #phase: Phase = "exchange";

  #settle: ((outcome: WireOutcome) => void) | undefined;
  #keepBody = false;
  #reused = false;
  #head: ResponseHead | undefined;
  #body: Buffer[] | undefined;
  #bodyBytes = 0;
  #startUs = 0;
  #connectUs: number | undefined;
  #tcpUs: number | undefined;
  #tlsUs: number | undefined;
  #firstByteUs: number | undefined;
  #deadlineUs = 0;
  earlier: Expiring | undefined;
  later: Expiring | undefined;
  /** The request to send once the connection is ready. */
  #firstBytes = "";

  constructor(context: H1Context) {
    this.#context = context;
    this.#parser = new ResponseParser(this, context);
  }

  exchange(request: WireRequest, deadlineUs: number): Promise<WireOutcome> {
    this.#startUs = this.#context.clock.nowUs();
    this.#deadlineUs = deadlineUs;
    this.#keepBody = request.keepBody;
    this.#head = undefined;
    this.#body = undefined;
    this.#bodyBytes = 0;
    this.#connectUs = undefined;
    this.#tlsUs = undefined;
    this.#firstByteUs = undefined;
    this.#context.peer.requests += 1;
    this.#parser.begin(request.method === "HEAD");
    return new Promise((settle) => {
      this.#settle = settle;
      this.#context.deadlines.watch(this);
      const bytes = this.#render(request);
      this.#reused = this.#socket !== undefined;
      if (this.#socket === undefined) this.#open(bytes);
      else this.#context.write(this.#socket, bytes);
    });
  }

  abort(): void {
    this.#fail({ class: "aborted", message: "cut by the end of the load" });
  }

  close(): void {
    this.abort();
    this.#drop();
  }

  get expiresUs(): number {
    if (this.#phase === "exchange") {
      if (this.#head !== undefined) return this.#deadlineUs;
      return Math.min(this.#deadlineUs, this.#startUs + (this.#connectUs ?? 0) + this.#context.headersTimeoutUs);
    }
    return Math.min(this.#deadlineUs, this.#startUs + this.#context.connectTimeoutUs);
  }

  expire(): void {
    if (this.#phase !== "exchange") this.#fail({ class: "timeout-connect", message: "no connection in time" });
    else if (this.#head === undefined) this.#fail({ class: "timeout-headers", message: "no response head in time" });
    else this.#fail({ class: "timeout-body", message: "the response body did not end in time" });
  }

  onHead(head: ResponseHead): void {
    this.#head = head;
    if (this.#keepBody) this.#body = [];
  }

  onBody(buffer: Buffer, start: number, end: number): void {
    this.#bodyBytes += end - start;
    this.#body?.push(Buffer.from(buffer.subarray(start, end)));
  }

  /** Headers are latin1; the body is converted to latin1 byte for byte, so that both go out in one write. */
  #render({ method, path, headerLines, body }: WireRequest): string {
    const head = `${method} ${path}${this.#context.hostLine}${headerLines}`;
    if (body === undefined) return `${head}\r\n`;
    const bytes = Buffer.from(body, "utf8");
    return `${head}content-length: ${bytes.length}\r\n\r\n${bytes.toString("latin1")}`;
  }

  #open(firstBytes: string): void {
    this.#phase = "connect";
    this.#firstBytes = firstBytes;
    const socket = this.#context.dial();
    this.#socket = socket;
    socket.connection = this;
    // Added at once: an error of a socket without an error listener ends the process.
    socket.on("error", onError);
    socket.on("close", onClose);
    if (this.#context.readyEvent === "secureConnect") socket.once("connect", onTcp);
    socket.once(this.#context.readyEvent, onReady);
  }

  /** Called by the sockets' listeners; events of dropped sockets are ignored. */
  onSocketEvent(socket: OwnedSocket, event: SocketEvent): void {
    if (this.#socket !== socket) return;
    if (typeof event === "number") this.#onRead(event);
    else if (event === "tcp") this.#onTcp();
    else if (event === "ready") this.#onReady(socket);
    else if (event === "close") this.#onEnd();
    else this.#onError(event);
  }

  #onTcp(): void {
    this.#phase = "tls";
    this.#tcpUs = this.#context.clock.nowUs();
  }

  #onReady(socket: OwnedSocket): void {
    const nowUs = this.#context.clock.nowUs();
    const { peer } = this.#context;
    peer.opened += 1;
    if (this.#phase === "tls") this.#tlsUs = nowUs - this.#tcpUs!;
    peer.protocol ??= protocolOf(socket);
    this.#phase = "exchange";
    this.#connectUs = nowUs - this.#startUs;
    this.#context.write(socket, this.#firstBytes);
    this.#firstBytes = "";
  }

  #onRead(bytes: number): void {
    if (this.#settle === undefined) {
      this.#drop();
      return;
    }
    const nowUs = this.#context.clock.nowUs();
    this.#firstByteUs ??= nowUs;
    try {
      const used = this.#parser.push(this.#context.readBuffer, bytes);
      if (this.#parser.done) this.#complete(used < bytes, nowUs);
    } catch (error) {
      this.#fail({ class: "protocol", message: messageOf(error) });
    }
  }

  #onError(error: NodeJS.ErrnoException): void {
    if (this.#settle === undefined) this.#drop();
    else if (this.#isIdleRace()) this.#failIdleRace();
    else this.#fail(classifySocketError(error, this.#phase));
  }

  #onEnd(): void {
    if (this.#settle === undefined) this.#drop();
    else if (this.#phase === "tls") this.#fail({ class: "tls", message: "the server ended the TLS handshake" });
    else if (this.#head !== undefined && this.#parser.finish()) this.#complete(true, this.#context.clock.nowUs());
    else if (this.#isIdleRace()) this.#failIdleRace();
    else this.#fail({ class: "closed", message: "the server closed before the response was complete" });
  }

  #isIdleRace(): boolean {
    return this.#reused && this.#firstByteUs === undefined;
  }

  #failIdleRace(): void {
    this.#fail({ class: "idle-race", message: "the server closed the idle connection as the request was sent" });
  }

  #complete(unusable: boolean, endUs: number): void {
    const head = this.#head!;
    if (unusable || head.close) this.#drop();
    const body = this.#body === undefined ? undefined : Buffer.concat(this.#body);
    const bodyBytes = this.#bodyBytes;
    // No object spread: on this hot path it costs more than the measurement.
    const [startUs, connectUs, tlsUs, firstByteUs] = [this.#startUs, this.#connectUs, this.#tlsUs, this.#firstByteUs];
    this.#end({ failure: undefined, head, body, bodyBytes, startUs, connectUs, tlsUs, firstByteUs, endUs });
  }

  #fail(failure: Failure): void {
    if (this.#settle === undefined) return;
    this.#drop();
    this.#end({
      failure,
      startUs: this.#startUs,
      connectUs: this.#connectUs,
      tlsUs: this.#tlsUs,
      firstByteUs: this.#firstByteUs,
      endUs: this.#context.clock.nowUs(),
      bodyBytes: this.#bodyBytes,
    });
  }

  #end(outcome: WireOutcome): void {
    const settle = this.#settle!;
    this.#settle = undefined;
    // An idle connection keeps no memory of its last exchange.
    this.#head = undefined;
    this.#body = undefined;
    this.#context.deadlines.forget(this);
    settle(outcome);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#phase = "exchange";
    socket?.destroy();
  }
}
