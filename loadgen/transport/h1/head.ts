import type { ResponseHead } from "../transport.ts";

/** Bytes that a token, such as a header name, may contain. */
const TOKEN_BYTES = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

const [TAB, LF, CR, SPACE] = [9, 10, 13, 32];

/**
 * Parses a head given without its final empty line. Folded lines are joined by a space (RFC 9112, 5.2).
 * @throws ProtocolError where the head violates RFC 9112.
 */
export function parseHead(received: string): ResponseHead {
  const text = checkLines(received) ? unfold(received) : received;
  const firstEnd = text.indexOf("\r\n");
  const head: ResponseHead = {
    status: statusOf(text, firstEnd < 0 ? text.length : firstEnd),
    close: false,
    contentLength: undefined,
    chunked: false,
    location: undefined,
    setCookies: undefined,
    lines: firstEnd < 0 ? "" : text.slice(firstEnd + 2),
  };
  const options = { close: false, keepAlive: false };
  forEachHeader(head.lines, (start, colon, end) => applyHeader(head, options, start, colon, end));
  if (head.chunked && head.contentLength !== undefined) {
    throw new ProtocolError("the response has both content-length and transfer-encoding");
  }
  // Chunks in HTTP/1.0 are of doubtful origin (RFC 9112, 6.1).
  const isHttp10 = text.charCodeAt(7) === 48;
  head.close = options.close || (isHttp10 && (!options.keepAlive || head.chunked));
  return head;
}

/**
 * Checks the received part of a head whose end is still missing, so that what can't become one fails at once.
 * @throws ProtocolError
 */
export function checkBeginning(text: string): void {
  const start = "HTTP/1.";
  if (!text.startsWith(start) && !start.startsWith(text)) throw new ProtocolError("the status line is malformed");
  // The line feed of a carriage return at the end may come yet.
  checkLines(text.endsWith("\r") ? text.slice(0, -1) : text);
  const firstEnd = text.indexOf("\r\n");
  if (firstEnd >= 0) statusOf(text, firstEnd);
}

/**
 * Checks that lines end by CRLF and contain no carriage return and no NUL (RFC 9112, 2.2; RFC 9110, 5.5). Searches are many
 * times faster than looking at each character.
 * @returns whether a line is folded
 * @throws ProtocolError
 */
function checkLines(text: string): boolean {
  let isFolded = false;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    if (text.charCodeAt(at - 1) !== CR) throw new ProtocolError("a header line ends with a bare line feed");
    const next = text.charCodeAt(at + 1);
    if (next === SPACE || next === TAB) isFolded = true;
  }
  for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1)) {
    if (text.charCodeAt(at + 1) !== LF) throw new ProtocolError("a header line contains a bare carriage return");
  }
  if (text.includes("\0")) throw new ProtocolError("a header line contains NUL");
  return isFolded;
}

function unfold(text: string): string {
  if (/^[^\r]*\r\n[ \t]/.test(text)) throw new ProtocolError("the first header line is folded");
  return text.replace(/[ \t]*\r\n[ \t]+/g, " ");
}

/** `HTTP/1.0` or `HTTP/1.1`, a space, three digits, then nothing or a space and a reason. */
function statusOf(text: string, end: number): number {
  const digit = (at: number) => text.charCodeAt(at) - 48;
  const isDigit = (value: number) => value >= 0 && value <= 9;
  const [hundreds, tens, ones] = [digit(9), digit(10), digit(11)];
  const wellFormed =
    end >= 12 &&
    text.startsWith("HTTP/1.") &&
    (digit(7) === 0 || digit(7) === 1) &&
    text.charCodeAt(8) === 32 &&
    isDigit(hundreds) &&
    hundreds > 0 &&
    isDigit(tens) &&
    isDigit(ones) &&
    (end === 12 || text.charCodeAt(12) === 32);
  if (!wellFormed) throw new ProtocolError("the status line is malformed");
  return hundreds * 100 + tens * 10 + ones;
}

/** Value of the first header of this (lower-case) name, or `undefined`. */
export function headerOf({ lines }: ResponseHead, name: string): string | undefined {
  let found: string | undefined;
  forEachHeader(lines, (start, colon, end) => {
    if (found !== undefined || colon - start !== name.length) return;
    if (lines.slice(start, colon).toLowerCase() === name) found = lines.slice(colon + 1, end).trim();
  });
  return found;
}

/** Passes offsets, as creating a string for each name and value would dominate the cost, and few are used. */
function forEachHeader(lines: string, visit: (start: number, colon: number, end: number) => void): void {
  for (let start = 0; start < lines.length;) {
    let end = lines.indexOf("\r\n", start);
    if (end < 0) end = lines.length;
    const colon = lines.indexOf(":", start);
    if (colon < 0 || colon > end) throw new ProtocolError("a header line has no colon");
    visit(start, colon, end);
    start = end + 2;
  }
}

/** Options of the `Connection` headers together. */
interface ConnectionOptions {
  close: boolean;
  keepAlive: boolean;
}

function applyHeader(head: ResponseHead, options: ConnectionOptions, start: number, colon: number, end: number): void {
  const { lines } = head;
  if (!isToken(lines, start, colon)) throw new ProtocolError("a header name is malformed");
  switch (colon - start) {
    case "location".length:
    case "connection".length:
    case "content-length".length:
    case "transfer-encoding".length:
      applyNamed(head, options, lines.slice(start, colon).toLowerCase(), lines.slice(colon + 1, end).trim());
  }
}

function isToken(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (TOKEN_BYTES[text.charCodeAt(at)] !== 1) return false;
  return start < end;
}

function applyNamed(head: ResponseHead, options: ConnectionOptions, name: string, value: string): void {
  if (name === "location") head.location ??= value;
  else if (name === "set-cookie") (head.setCookies ??= []).push(value);
  else if (name === "connection") applyConnection(options, value.toLowerCase());
  else if (name === "content-length") head.contentLength = contentLength(value, head.contentLength);
  else if (name === "transfer-encoding") {
    if (head.chunked || value.toLowerCase() !== "chunked") {
      throw new ProtocolError("a transfer-encoding other than chunked");
    }
    head.chunked = true;
  }
}

function applyConnection(options: ConnectionOptions, value: string): void {
  for (const part of value.split(",")) {
    const option = part.trim();
    if (option === "close") options.close = true;
    else if (option === "keep-alive") options.keepAlive = true;
  }
}

/** Equal lengths in one list count as one (RFC 9112, 6.3). */
function contentLength(value: string, before: number | undefined): number {
  let length = before;
  for (const part of value.split(",")) {
    const digits = part.trim();
    if (!/^\d{1,15}$/.test(digits)) throw new ProtocolError("content-length is no number");
    if (length !== undefined && length !== Number(digits)) throw new ProtocolError("two content-lengths disagree");
    length = Number(digits);
  }
  return length!;
}

/**
 * Caches the last parsed head: many servers send the same head for a whole second, and comparing text is much
 * cheaper than parsing it. Heads are never changed once they are parsed.
 */
export class HeadMemory {
  #text = "";
  #head: ResponseHead | undefined;

  /** @throws ProtocolError as `parseHead`. */
  parse(text: string): ResponseHead {
    if (this.#head !== undefined && text === this.#text) return this.#head;
    const head = parseHead(text);
    this.#text = text;
    this.#head = head;
    return head;
  }
}

/** The peer violated HTTP/1.1. The message names the violation, never the bytes, so that equal violations count together. */
export class ProtocolError extends Error {}
