import { messageOf } from "../../../base/errors.ts";
import type http2 from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import type { Failure } from "../../schema/request.ts";
import type { OwnedSocket } from "../dial/socket.ts";
import type { Origin, ResponseHead, WireRequest } from "../transport.ts";

export interface StreamEvents {
  onHead(head: ResponseHead): void;
  /** Bytes `start..end` of `buffer`. */
  onBody(buffer: Buffer, start: number, end: number): void;
  onStreamEnd(): void;
  onStreamFailure(failure: Failure): void;
  onSessionEnd(): void;
}

type Http2 = typeof http2;

/** HTTP/1.1's headers about the connection, which HTTP/2 forbids (RFC 9113, 8.2.2), and the host, which is `:authority`. */
const NOT_IN_HTTP2 = new Set(["host", "connection", "keep-alive", "proxy-connection", "te"]);

/** HTTP/2 over one user's connection: one stream at a time. Its response counts only if the server ended the stream. */
export class H2Session {
  readonly #http2: Http2;
  readonly #session: ClientHttp2Session;
  readonly #origin: Origin;
  readonly #events: StreamEvents;
  #stream: ClientHttp2Stream | undefined;
  #isClosed = false;

  constructor(module: Http2, socket: OwnedSocket, origin: Origin, events: StreamEvents) {
    this.#http2 = module;
    this.#origin = origin;
    this.#events = events;
    // From here on, the session reads the socket and reports its end.
    delete socket.owner;
    this.#session = module.connect(`${origin.protocol}//${origin.host}`, {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    this.#session.on("error", () => undefined);
    this.#session.on("goaway", () => this.#retire());
    this.#session.on("close", () => this.#end());
  }

  send(request: WireRequest): void {
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(this.#headersOf(request), { endStream: request.body === undefined });
    } catch (error) {
      // Later, as the caller expects no answer before it has asked.
      queueMicrotask(() =>
        this.#events.onStreamFailure({ class: "closed", message: `no stream: ${messageOf(error)}` }),
      );
      return;
    }
    this.#stream = stream;
    let hasEnded = false;
    stream.on("response", (headers) => this.#isCurrent(stream) && this.#events.onHead(headOf(headers)));
    stream.on("data", (bytes: Buffer) => this.#isCurrent(stream) && this.#events.onBody(bytes, 0, bytes.length));
    // Node reports the end of the data for a reset, too: then the stream is closed by now.
    stream.on("end", () => (hasEnded = !stream.closed));
    stream.on("error", () => undefined);
    stream.on("close", () => {
      if (!this.#isCurrent(stream)) return;
      this.#stream = undefined;
      const failure = this.#failureOf(stream, hasEnded);
      if (failure !== undefined) this.#events.onStreamFailure(failure);
      else {
        this.#events.onStreamEnd();
        if (this.#session.closed) this.#end();
      }
    });
    if (request.body !== undefined) stream.end(Buffer.from(request.body, "latin1"));
  }

  close(): void {
    this.#isClosed = true;
    this.#stream = undefined;
    this.#session.destroy();
  }

  #isCurrent(stream: ClientHttp2Stream): boolean {
    return this.#stream === stream;
  }

  /** The server accepts no further streams: the next request needs another connection. */
  #retire(): void {
    if (this.#stream === undefined) this.#end();
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stream = undefined;
    this.#events.onSessionEnd();
  }

  #failureOf(stream: ClientHttp2Stream, hasEnded: boolean): Failure | undefined {
    const { constants } = this.#http2;
    const code = stream.rstCode ?? constants.NGHTTP2_NO_ERROR;
    if (hasEnded && code === constants.NGHTTP2_NO_ERROR) return undefined;
    const name = NAMES[code] ?? `code ${code}`;
    const ours = [
      constants.NGHTTP2_PROTOCOL_ERROR,
      constants.NGHTTP2_FLOW_CONTROL_ERROR,
      constants.NGHTTP2_FRAME_SIZE_ERROR,
      constants.NGHTTP2_COMPRESSION_ERROR,
    ];
    if (ours.includes(code)) return { class: "protocol", message: `HTTP/2 stream error: ${name}` };
    return { class: "closed", message: `the server reset the stream before its end: ${name}` };
  }

  #headersOf({ method, path, headerLines }: WireRequest): OutgoingHttpHeaders {
    const { protocol, host } = this.#origin;
    const headers: OutgoingHttpHeaders = {
      ":method": method,
      ":path": path,
      ":scheme": protocol.slice(0, -1),
      ":authority": host,
    };
    for (const line of headerLines.split("\r\n")) {
      const colon = line.indexOf(":");
      if (colon < 0) continue;
      const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
      if (name === "host") headers[":authority"] = value;
      else if (!NOT_IN_HTTP2.has(name)) headers[name] = value;
    }
    return headers;
  }
}

/** Error codes by number (RFC 9113, section 7). */
const NAMES = [
  ...["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED"],
  ...["FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM"],
  ...["INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"],
];

function headOf(headers: IncomingHttpHeaders & { ":status"?: number }): ResponseHead {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(":") ? [] : [value ?? []].flat().map((one) => `${name}: ${one}`),
  );
  return {
    status: headers[":status"] ?? 0,
    ...{ close: false, contentLength: undefined, chunked: false },
    location: headers.location,
    setCookies: headers["set-cookie"],
    lines: lines.join("\r\n"),
  };
}
