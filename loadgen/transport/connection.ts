import { messageOf } from "../../base/errors.ts";
import type { Failure } from "../schema/request.ts";
import type { ConnectionContext } from "./context.ts";
import type { Expiring } from "./deadlines.ts";
import { Opening, type Opened, type OpeningEvents } from "./dial/opening.ts";
import { isTls, readOwn, type OwnedSocket, type SocketEvent, type SocketOwner } from "./dial/socket.ts";
import { refusal } from "./dial/tunnel.ts";
import { BODY_TOO_LARGE, classifySocketError, IDLE_RACE, notHttp, throughProxy } from "./failures.ts";
import { ResponseParser, type ParserEvents } from "./h1/parser.ts";
import { render, writeToSocket } from "./h1/write.ts";
import { H2Session, type StreamEvents } from "./h2/session.ts";
import { MAX_KEPT_BYTES } from "./limits.ts";
import { protocolOf, type PeerCounts } from "./peers.ts";
import type { Connection, ResponseHead, WireOutcome, WireRequest } from "./transport.ts";

/** How late a busy server may carry out a close that it has decided on. */
const CLOSE_LATE_US = 10_000;

/** One user's connection, over a socket of its own; opens it when needed, and again after the server closed it. */
export class HttpConnection implements Connection, Expiring, ParserEvents, StreamEvents, OpeningEvents, SocketOwner {
  readonly #context: ConnectionContext;
  readonly #parser: ResponseParser;
  #opening: Opening | undefined;
  #socket: OwnedSocket | undefined;
  #session: H2Session | undefined;
  #peer: PeerCounts | undefined;

  #settle: ((outcome: WireOutcome) => void) | undefined;
  /** The request to send once the connection is ready. */
  #waiting: WireRequest | undefined;
  #keepBody = false;
  #closes = false;
  #reused = false;
  #head: ResponseHead | undefined;
  #body: Buffer[] | undefined;
  #bodyBytes = 0;
  #startUs = 0;
  #connectUs: number | undefined;
  #tlsUs: number | undefined;
  #firstByteUs: number | undefined;
  #deadlineUs = 0;
  earlier: Expiring | undefined;
  later: Expiring | undefined;

  constructor(context: ConnectionContext) {
    this.#context = context;
    this.#parser = new ResponseParser(this, context);
  }

  exchange(request: WireRequest, deadlineUs: number): Promise<WireOutcome> {
    this.#startUs = this.#context.clock.nowUs();
    this.#deadlineUs = deadlineUs;
    this.#keepBody = request.keepBody;
    this.#closes = request.closes;
    this.#head = undefined;
    this.#body = undefined;
    this.#bodyBytes = 0;
    this.#connectUs = undefined;
    this.#tlsUs = undefined;
    this.#firstByteUs = undefined;
    this.#parser.begin(request.method === "HEAD");
    return new Promise((settle) => {
      this.#settle = settle;
      this.#context.deadlines.watch(this);
      this.#reused = this.#socket !== undefined;
      if (this.#reused) this.#send(request);
      else {
        this.#waiting = request;
        this.#opening = new Opening(this.#context.route, this);
      }
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
    if (this.#opening !== undefined) return Math.min(this.#deadlineUs, this.#startUs + this.#context.connectTimeoutUs);
    if (this.#head !== undefined) return this.#deadlineUs;
    return Math.min(this.#deadlineUs, this.#startUs + (this.#connectUs ?? 0) + this.#context.headersTimeoutUs);
  }

  expire(): void {
    if (this.#opening !== undefined) this.#fail(this.#opening.lateness);
    else if (this.#head === undefined) this.#fail({ class: "timeout-headers", message: "no response head in time" });
    else this.#fail({ class: "timeout-body", message: "the response body did not end in time" });
  }

  onOpen({ socket, peer, roundTripUs, tlsUs }: Opened): void {
    const { route, http2, origin } = this.#context;
    this.#opening = undefined;
    this.#socket = socket;
    this.#peer = peer;
    this.#context.roundTripUs = Math.min(this.#context.roundTripUs, roundTripUs);
    this.#connectUs = this.#context.clock.nowUs() - this.#startUs;
    this.#tlsUs = tlsUs;
    peer.protocol ??= protocolOf(socket);
    socket.owner = this;
    if (http2 !== undefined && isTls(socket) && socket.alpnProtocol === "h2") {
      this.#session = new H2Session(http2, socket, origin, this);
    } else if (route.readBuffer === undefined || route.tunnel !== undefined) readOwn(socket);
    const request = this.#waiting!;
    this.#waiting = undefined;
    this.#send(request);
  }

  onOpenFailure(failure: Failure): void {
    this.#fail(failure);
  }

  #send(request: WireRequest): void {
    const socket = this.#socket!;
    this.#peer!.requests += 1;
    if (this.#session !== undefined) this.#session.send(request);
    else if (isTls(socket)) writeToSocket(socket, render(request, this.#context.forwarding));
    else this.#context.writeToTcp(socket, render(request, this.#context.forwarding));
  }

  onHead(head: ResponseHead): void {
    this.#head = head;
    this.#firstByteUs ??= this.#context.clock.nowUs();
    if (this.#keepBody) this.#body = [];
  }

  onBody(buffer: Buffer, start: number, end: number): void {
    this.#bodyBytes += end - start;
    if (this.#body === undefined) return;
    if (this.#bodyBytes > MAX_KEPT_BYTES) this.#fail(BODY_TOO_LARGE);
    else this.#body.push(Buffer.from(buffer.subarray(start, end)));
  }

  onStreamEnd(): void {
    this.#complete(false, this.#context.clock.nowUs());
  }

  onStreamFailure(failure: Failure): void {
    this.#fail(this.#isIdleRace() && failure.class === "closed" ? IDLE_RACE : failure);
  }

  onSessionEnd(): void {
    this.#onEnd();
  }

  onSocketEvent(socket: OwnedSocket, event: SocketEvent): void {
    if (this.#socket !== socket) return;
    if (typeof event === "number") this.#onRead(this.#context.route.readBuffer!, event);
    else if (event === "close") this.#onEnd();
    else if (event instanceof Error) this.#onError(event);
    else if (typeof event !== "string") this.#onRead(event, event.length);
  }

  #onRead(buffer: Buffer, bytes: number): void {
    if (this.#settle === undefined) {
      this.#drop();
      return;
    }
    const nowUs = this.#context.clock.nowUs();
    this.#firstByteUs ??= nowUs;
    try {
      const used = this.#parser.push(buffer, bytes);
      if (this.#parser.done && this.#settle !== undefined) this.#complete(used < bytes, nowUs);
    } catch (error) {
      this.#fail(notHttp(buffer, messageOf(error)));
    }
  }

  #onError(error: Error): void {
    if (this.#settle === undefined) this.#drop();
    else this.#fail(this.#isIdleRace() ? IDLE_RACE : classifySocketError(error, "exchange"));
  }

  #onEnd(): void {
    if (this.#settle === undefined) this.#drop();
    else if (this.#session === undefined && this.#head !== undefined && this.#parser.finish()) {
      this.#complete(true, this.#context.clock.nowUs());
    } else if (this.#isIdleRace()) this.#fail(IDLE_RACE);
    else if (this.#firstByteUs === undefined) {
      this.#fail({ class: "closed", message: "the server closed the connection without a response" });
    } else this.#fail({ class: "closed", message: "the server closed before the response was complete" });
  }

  /**
   * A close that was under way as the request was written arrives within a round trip, and may be read later: then the event
   * loop has not served its sockets since.
   */
  #isIdleRace(): boolean {
    if (!this.#reused || this.#firstByteUs !== undefined) return false;
    return this.#context.served.untilUs <= this.#startUs + 2 * this.#context.roundTripUs + CLOSE_LATE_US;
  }

  #complete(unusable: boolean, endUs: number): void {
    const head = this.#head!;
    if (head.status === 407 && this.#context.forwarding !== undefined) {
      this.#fail(refusal(407));
      return;
    }
    if (unusable || head.close || this.#closes) this.#drop();
    const body = this.#body === undefined ? undefined : Buffer.concat(this.#body);
    const bodyBytes = this.#bodyBytes;
    // No object spread: on this hot path it costs more than the measurement.
    const [startUs, connectUs, tlsUs, firstByteUs] = [this.#startUs, this.#connectUs, this.#tlsUs, this.#firstByteUs];
    this.#end({ failure: undefined, head, body, bodyBytes, startUs, connectUs, tlsUs, firstByteUs, endUs });
  }

  #fail(failure: Failure): void {
    if (this.#settle === undefined) return;
    const isOpening = this.#waiting !== undefined;
    if (isOpening) this.#context.firstPeer.requests += 1;
    const isForwarded = this.#context.forwarding !== undefined && !isOpening;
    const isFirst = !this.#reused && this.#head === undefined;
    this.#drop();
    this.#end({
      failure: isForwarded ? throughProxy(failure, { isFirst }) : failure,
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
    const [socket, session, opening] = [this.#socket, this.#session, this.#opening];
    this.#socket = this.#session = this.#opening = this.#waiting = undefined;
    opening?.cancel();
    session?.close();
    socket?.destroy();
  }
}
