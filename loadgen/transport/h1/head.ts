import type { ResponseHead } from "../transport.ts";

/** Bytes that a token, such as a header name, may contain. */
const TOKEN_BYTES = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * Parses a head given without its final empty line.
 * @throws ProtocolError where the head violates RFC 9112.
 */
export function parseHead(text: string): ResponseHead {
  const firstEnd = text.indexOf("\r\n");
  const head: ResponseHead = {
    status: statusOf(text, firstEnd < 0 ? text.length : firstEnd),
    close: text.charCodeAt(7) === 48,
    contentLength: undefined,
    chunked: false,
    location: undefined,
    setCookies: undefined,
    lines: firstEnd < 0 ? "" : text.slice(firstEnd + 2),
  };
  forEachHeader(head.lines, (start, colon, end) => applyHeader(head, start, colon, end));
  if (head.chunked && head.contentLength !== undefined) {
    throw new ProtocolError("the response has both content-length and transfer-encoding");
  }
  return head;
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

function applyHeader(head: ResponseHead, start: number, colon: number, end: number): void {
  const { lines } = head;
  if (!isToken(lines, start, colon)) throw new ProtocolError("a header name is malformed");
  switch (colon - start) {
    case "location".length:
    case "connection".length:
    case "content-length".length:
    case "transfer-encoding".length:
      applyNamed(head, lines.slice(start, colon).toLowerCase(), lines.slice(colon + 1, end).trim());
  }
}

function isToken(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (TOKEN_BYTES[text.charCodeAt(at)] !== 1) return false;
  return start < end;
}

function applyNamed(head: ResponseHead, name: string, value: string): void {
  if (name === "location") head.location ??= value;
  else if (name === "set-cookie") (head.setCookies ??= []).push(value);
  else if (name === "connection") head.close = closes(value.toLowerCase(), head.close);
  else if (name === "content-length") head.contentLength = contentLength(value, head.contentLength);
  else if (name === "transfer-encoding") {
    if (head.chunked || value.toLowerCase() !== "chunked") {
      throw new ProtocolError("a transfer-encoding other than chunked");
    }
    head.chunked = true;
  }
}

function closes(options: string, before: boolean): boolean {
  if (options.includes("close")) return true;
  return options.includes("keep-alive") ? false : before;
}

function contentLength(value: string, before: number | undefined): number {
  if (!/^\d{1,15}$/.test(value)) throw new ProtocolError("content-length is no number");
  const length = Number(value);
  if (before !== undefined && before !== length) throw new ProtocolError("two content-length headers disagree");
  return length;
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
