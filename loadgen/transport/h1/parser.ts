import { checkBeginning, ProtocolError, type HeadMemory } from "./head.ts";
import type { ResponseHead } from "../transport.ts";

export interface ParserEvents {
  onHead(head: ResponseHead): void;
  /** Bytes `start..end` of `buffer`, which is only valid during the call. */
  onBody(buffer: Buffer, start: number, end: number): void;
}

export interface ParserLimits {
  /** Bytes of a response head, or of all trailers. */
  headBytes: number;
  /** Shared by the parsers of one transport. */
  heads: HeadMemory;
}

/** Limit of a chunk-size line: a few digits, and rarely extensions. */
const MAX_CHUNK_LINE_BYTES = 1024;

/** Chunk sizes of at most this many digits take the fast path. */
const PLAIN_DIGITS = 7;
/** Value of a byte as a hexadecimal digit, else -1. */
const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, byte) =>
  /[0-9a-fA-F]/.test(String.fromCharCode(byte)) ? Number.parseInt(String.fromCharCode(byte), 16) : -1,
);

const HEAD_END = Buffer.from("\r\n\r\n");
type State = "head" | "fixed" | "chunk-size" | "chunk-data" | "chunk-end" | "trailers" | "until-close" | "done";

/**
 * An incremental HTTP/1.1 response parser: takes bytes as they come, split anywhere, and calls back per part.
 *
 * Heads nearly always arrive whole, so they are found by one search and decoded by one call; only the rare split head is
 * assembled first.
 */
export class ResponseParser {
  readonly #events: ParserEvents;
  readonly #limits: ParserLimits;
  #state: State = "done";
  #headRequest = false;
  /** Bytes received so far of an incomplete line or head. */
  #partial: Buffer | undefined;
  #remaining = 0;
  #trailerBytes = 0;

  constructor(events: ParserEvents, limits: ParserLimits) {
    this.#events = events;
    this.#limits = limits;
  }

  get done(): boolean {
    return this.#state === "done";
  }

  /** Begins the next response. A response to HEAD has no body, whatever its headers say. */
  begin(headRequest: boolean): void {
    this.#state = "head";
    this.#headRequest = headRequest;
    this.#partial = undefined;
    this.#trailerBytes = 0;
  }

  /**
   * Takes the next `length` bytes; returns how many belonged to the response (fewer only once it is done).
   * @throws ProtocolError; the parser is then unusable until the next `begin`.
   */
  push(buffer: Buffer, length: number): number {
    let at = 0;
    while (at < length && this.#state !== "done") at = this.#step(buffer, at, length);
    return at;
  }

  /** Reports the end of the connection, which completes a response without framing. Returns whether the response is complete. */
  finish(): boolean {
    if (this.#state === "until-close") this.#state = "done";
    return this.#state === "done";
  }

  #step(buffer: Buffer, at: number, end: number): number {
    switch (this.#state) {
      case "head":
        return this.#head(buffer, at, end);
      case "fixed":
      case "chunk-data":
        return this.#body(buffer, at, end);
      case "until-close":
        this.#events.onBody(buffer, at, end);
        return end;
      case "chunk-size":
        return (
          this.#plainChunkSize(buffer, at, end) ??
          this.#line(buffer, at, end, MAX_CHUNK_LINE_BYTES, (line) => this.#chunkSize(line))
        );
      case "chunk-end":
        return this.#chunkEnd(buffer, at);
      case "trailers":
        return this.#line(buffer, at, end, this.#limits.headBytes, (line) => this.#trailer(line));
      case "done":
        return at;
    }
  }

  #head(buffer: Buffer, at: number, end: number): number {
    // The end mark may straddle two reads, so the search starts three bytes before the new ones.
    const before = this.#partial?.length ?? 0;
    const bytes = before === 0 ? buffer : Buffer.concat([this.#partial!, buffer.subarray(at, end)]);
    const limit = before === 0 ? end : bytes.length;
    const from = before === 0 ? at : 0;
    // Searches the whole buffer, as a view of its filled part costs more; matches beyond that part are ignored.
    const found = bytes.indexOf(HEAD_END, before === 0 ? at : Math.max(0, before - 3));
    const mark = found + HEAD_END.length > limit ? -1 : found;
    const size = (mark < 0 ? limit : mark) - from;
    if (size > this.#limits.headBytes) {
      throw new ProtocolError(`the response head is longer than ${this.#limits.headBytes} bytes`);
    }
    if (mark < 0) {
      // Copied: the buffer is shared by all connections.
      this.#partial = before === 0 ? Buffer.from(bytes.subarray(from, limit)) : bytes;
      checkBeginning(this.#partial.toString("latin1"));
      return end;
    }
    this.#partial = undefined;
    this.#onHead(this.#limits.heads.parse(bytes.toString("latin1", from, mark)));
    return before === 0 ? mark + 4 : at + (mark + 4 - before);
  }

  #onHead(head: ResponseHead): void {
    if (head.status < 200) {
      if (head.status === 101) throw new ProtocolError("the server switched protocols unasked");
      return;
    }
    this.#events.onHead(head);
    if (this.#headRequest || head.status === 204 || head.status === 304) this.#state = "done";
    else if (head.chunked) this.#state = "chunk-size";
    else if (head.contentLength === undefined) this.#state = "until-close";
    else {
      this.#remaining = head.contentLength;
      this.#state = head.contentLength === 0 ? "done" : "fixed";
    }
  }

  #body(buffer: Buffer, at: number, end: number): number {
    const until = Math.min(end, at + this.#remaining);
    this.#events.onBody(buffer, at, until);
    this.#remaining -= until - at;
    if (this.#remaining === 0) this.#state = this.#state === "fixed" ? "done" : "chunk-end";
    return until;
  }

  /** Fast path without a string: a chunk-size line of plain digits that arrived in one piece. */
  #plainChunkSize(buffer: Buffer, at: number, end: number): number | undefined {
    if (this.#partial !== undefined) return undefined;
    let size = 0;
    let next = at;
    for (const last = Math.min(end, at + PLAIN_DIGITS); next < last; next += 1) {
      const digit = HEX_DIGITS[buffer[next]!]!;
      if (digit < 0) break;
      size = size * 16 + digit;
    }
    if (next === at || next + 2 > end || buffer[next] !== 13 || buffer[next + 1] !== 10) return undefined;
    this.#beginChunk(size);
    return next + 2;
  }

  #chunkSize(line: string): void {
    const match = /^(?=[0-9a-fA-F])0*([0-9a-fA-F]{0,12})[ \t]*(?:;.*)?$/.exec(line);
    if (match === null) throw new ProtocolError("a chunk size is no hexadecimal number");
    this.#beginChunk(match[1] === "" ? 0 : Number.parseInt(match[1]!, 16));
  }

  /** A byte of the line end after a chunk's data. */
  #chunkEnd(buffer: Buffer, at: number): number {
    const isSecond = this.#remaining < 0;
    if (buffer[at] !== (isSecond ? 10 : 13)) throw new ProtocolError("a chunk is longer than its size says");
    this.#remaining = isSecond ? 0 : -1;
    if (isSecond) this.#state = "chunk-size";
    return at + 1;
  }

  #beginChunk(size: number): void {
    this.#remaining = size;
    this.#state = size === 0 ? "trailers" : "chunk-data";
  }

  #trailer(line: string): void {
    if (line === "") {
      this.#state = "done";
      return;
    }
    this.#trailerBytes += line.length + 2;
    if (this.#trailerBytes > this.#limits.headBytes) throw new ProtocolError("the trailers are too long");
    // A line that begins with white space continues the one before.
    if (!line.includes(":") && !/^[ \t]/.test(line)) throw new ProtocolError("a trailer line has no colon");
  }

  /** Passes a line to `onLine`, without its CRLF, once it is complete. */
  #line(buffer: Buffer, at: number, end: number, longest: number, onLine: (line: string) => void): number {
    const found = buffer.indexOf(10, at);
    const feed = found >= end ? -1 : found;
    const until = feed < 0 ? end : feed + 1;
    if (this.#partial === undefined && feed > at && until - at <= longest + 2 && buffer[feed - 1] === 13) {
      onLine(feed - 1 === at ? "" : buffer.toString("latin1", at, feed - 1));
      return until;
    }
    const piece = buffer.subarray(at, until);
    const bytes = this.#partial === undefined ? piece : Buffer.concat([this.#partial, piece]);
    if (bytes.length > longest + 2) throw new ProtocolError("a chunk's line is too long");
    if (feed < 0) {
      this.#partial = this.#partial === undefined ? Buffer.from(bytes) : bytes;
      return end;
    }
    if (bytes.at(-2) !== 13) throw new ProtocolError("a line ends without a carriage return");
    this.#partial = undefined;
    onLine(bytes.toString("latin1", 0, bytes.length - 2));
    return until;
  }
}
