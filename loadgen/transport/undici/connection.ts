import type { buildConnector, Dispatcher } from "undici";
import type { Clock } from "../../clock.ts";
import type { Failure } from "../../schema/request.ts";
import type { Deadlines, Expiring } from "../deadlines.ts";
import {
  type ResponseHead,
  type Connection,
  type Origin,
  type WireOutcome,
  type WireRequest,
  type WireTimes,
  classifySocketError,
} from "../transport.ts";
import { protocolOf, type PeerCounts } from "../peers.ts";

/** Wraps a connector, to learn when it has connected. */
export type Dial = (connect: buildConnector.connector) => buildConnector.connector;

type Headers = Record<string, string | string[] | undefined>;

export interface UndiciConnectionOptions {
  clock: Clock;
  deadlines: Deadlines;
  origin: Origin;
  peer: PeerCounts;
  headersTimeoutUs: number;
  make: (dial: Dial) => Dispatcher;
}

/** undici does not report the handshake's duration. */
const NO_TIMES = { connectUs: undefined, tlsUs: undefined, firstByteUs: undefined };

/** A user's undici client; performs one exchange at a time. */
export class UndiciConnection implements Connection, Expiring {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #origin: Origin;
  readonly #peer: PeerCounts;
  readonly #headersTimeoutUs: number;
  readonly #make: (dial: Dial) => Dispatcher;
  #dispatcher: Dispatcher | undefined;
  #connected = false;
  #reused = false;
  #settle: ((outcome: WireOutcome) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #times: Omit<WireTimes, "endUs"> = { startUs: 0, ...NO_TIMES };
  #head: ResponseHead | undefined;
  #body: Buffer[] | undefined;
  #bodyBytes = 0;
  #deadlineUs = 0;
  #sentUs = 0;
  earlier: Expiring | undefined;
  later: Expiring | undefined;

  constructor(options: UndiciConnectionOptions) {
    this.#clock = options.clock;
    this.#deadlines = options.deadlines;
    this.#origin = options.origin;
    this.#peer = options.peer;
    this.#headersTimeoutUs = options.headersTimeoutUs;
    this.#make = options.make;
  }

  get expiresUs(): number {
    if (this.#head !== undefined || this.#controller === undefined) return this.#deadlineUs;
    return Math.min(this.#deadlineUs, this.#sentUs + this.#headersTimeoutUs);
  }

  exchange(request: WireRequest, deadlineUs: number): Promise<WireOutcome> {
    this.#times = { startUs: this.#clock.nowUs(), ...NO_TIMES };
    this.#deadlineUs = deadlineUs;
    this.#peer.requests += 1;
    this.#head = undefined;
    this.#body = request.keepBody ? [] : undefined;
    this.#bodyBytes = 0;
    this.#reused = this.#connected;
    this.#controller = undefined;
    this.#dispatcher ??= this.#make(this.#dial);
    const { method, path, headerLines, body } = request;
    const origin = `${this.#origin.protocol}//${this.#origin.host}`;
    return new Promise((settle) => {
      this.#settle = settle;
      this.#deadlines.watch(this);
      this.#dispatcher!.dispatch({ origin, method, path, body, headers: headerList(headerLines) }, this.#handler());
    });
  }

  abort(): void {
    this.#fail({ class: "aborted", message: "cut by the end of the load" });
  }

  close(): void {
    this.abort();
    this.#drop();
  }

  expire(): void {
    if (this.#controller === undefined) this.#fail({ class: "timeout-connect", message: "no connection in time" });
    else if (this.#head === undefined) this.#fail({ class: "timeout-headers", message: "no response head in time" });
    else this.#fail({ class: "timeout-body", message: "the response body did not end in time" });
  }

  readonly #dial: Dial = (connect) => (options, done) => {
    this.#connected = false;
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null) {
        this.#connected = true;
        this.#peer.opened += 1;
        this.#peer.protocol = protocolOf(socket);
        if (this.#settle !== undefined) this.#times.connectUs = this.#clock.nowUs() - this.#times.startUs;
        socket.once("close", () => (this.#connected = false));
      }
      done(...result);
    });
  };

  /** One handler per request, so that late events of an abandoned request do not reach the next one. */
  #handler(): Dispatcher.DispatchHandler {
    const times = this.#times;
    const current = () => this.#settle !== undefined && this.#times === times;
    return {
      onRequestStart: (controller) => {
        if (!current()) return;
        this.#controller = controller;
        this.#sentUs = this.#clock.nowUs();
      },
      onResponseStart: (_, status, headers) => {
        if (!current() || status < 200) return;
        times.firstByteUs = this.#clock.nowUs();
        this.#head = headOf(status, headers);
      },
      onResponseData: (_, chunk) => {
        if (!current()) return;
        this.#bodyBytes += chunk.length;
        this.#body?.push(chunk);
      },
      onResponseEnd: () => {
        if (current()) this.#complete();
      },
      onResponseError: (_, error) => {
        if (!current()) return;
        const idle = this.#reused && times.firstByteUs === undefined;
        const connected = this.#connected || this.#controller !== undefined;
        this.#fail(classifyUndiciError(error, { isTls: this.#origin.protocol === "https:", connected, idle }));
      },
    };
  }

  #complete(): void {
    const body = this.#body === undefined ? undefined : Buffer.concat(this.#body);
    const endUs = this.#clock.nowUs();
    this.#end({ failure: undefined, head: this.#head!, body, bodyBytes: this.#bodyBytes, ...this.#times, endUs });
  }

  #fail(failure: Failure): void {
    if (this.#settle === undefined) return;
    // Before `#drop`, as destroying the client reports an error to its request at once.
    this.#end({ failure, bodyBytes: this.#bodyBytes, ...this.#times, endUs: this.#clock.nowUs() });
    this.#drop();
  }

  #end(outcome: WireOutcome): void {
    const settle = this.#settle!;
    this.#settle = undefined;
    this.#deadlines.forget(this);
    settle(outcome);
  }

  #drop(): void {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    this.#connected = false;
    // Its outcome was already reported, so errors of the destruction are ignored.
    dispatcher?.destroy().catch(() => undefined);
  }
}

function headerList(lines: string): string[] {
  return lines.split("\r\n").flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 0 ? [] : [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}

function headOf(status: number, headers: Headers): ResponseHead {
  const first = (name: string) => [headers[name] ?? []].flat()[0];
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${name}: ${one}`),
  );
  const setCookies = headers["set-cookie"] === undefined ? undefined : [headers["set-cookie"]].flat();
  const framing = { close: false, contentLength: undefined, chunked: false };
  return { status, ...framing, location: first("location"), setCookies, lines: lines.join("\r\n") };
}

/** State of an exchange when it failed. */
export interface Progress {
  isTls: boolean;
  /** The connection was established, in this or an earlier exchange. */
  connected: boolean;
  /** The connection was established before this exchange and has received nothing since. */
  idle: boolean;
}

interface CodedError extends Error {
  code?: string;
}

/** Class of an error that undici reports. */
export function classifyUndiciError(error: CodedError, { isTls, connected, idle }: Progress): Failure {
  const cause = error.cause instanceof Error ? (error.cause as CodedError) : error;
  const code = cause.code ?? "";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return { class: "timeout-connect", message: "no connection in time" };
  if (!connected) {
    const ofNetwork = code.startsWith("E") && !code.startsWith("ERR_") && code !== "EPROTO";
    return classifySocketError(cause, isTls && !ofNetwork ? "tls" : "connect");
  }
  if (idle && (code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE")) {
    return { class: "idle-race", message: "the server closed the idle connection as the request was sent" };
  }
  if (code === "UND_ERR_SOCKET") {
    return { class: "closed", message: "the server closed before the response was complete" };
  }
  if (error.name === "HTTPParserError" || code.startsWith("UND_ERR") || code.startsWith("ERR_HTTP2")) {
    return { class: "protocol", message: cause.message };
  }
  return classifySocketError(cause, "exchange");
}
