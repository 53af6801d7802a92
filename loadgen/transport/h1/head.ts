import { ProtocolError } from "./protocol-error.ts";

/** A response's status line and headers, with what framing and the hot path need already picked out. */
export interface ResponseHead {
  status: number;
  /** HTTP/1.0 or `connection: close`: not to be used again. */
  close: boolean;
  contentLength: number | null;
  chunked: boolean;
  location: string | null;
  /** `Set-Cookie` values in order; `null` when there are none. */
  setCookies: string[] | null;
  /** Header lines as received, without the status line. */
  lines: string;
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Parses a head given without its final empty line.
 * @throws ProtocolError where it isn't what RFC 9112 allows.
 */
export function parseHead(text: string): ResponseHead {
  const firstEnd = text.indexOf("\r\n");
  const first = firstEnd < 0 ? text : text.slice(0, firstEnd);
  const match = statusLine.exec(first);
  if (match === null) throw new ProtocolError("the status line is malformed");
  const head: ResponseHead = {
    status: Number(match[2]),
    close: match[1] === "0",
    contentLength: null,
    chunked: false,
    location: null,
    setCookies: null,
    lines: firstEnd < 0 ? "" : text.slice(firstEnd + 2),
  };
  forEachHeader(head.lines, (name, value) => takeHeader(head, name, value));
  if (head.chunked && head.contentLength !== null) {
    throw new ProtocolError("the response has both content-length and transfer-encoding");
  }
  return head;
}

/** Value of the first header of this (lower-case) name, or `null`. */
export function headerOf(head: ResponseHead, name: string): string | null {
  let found: string | null = null;
  forEachHeader(head.lines, (candidate, value) => {
    if (found === null && candidate.length === name.length && candidate.toLowerCase() === name) found = value();
  });
  return found;
}

function forEachHeader(lines: string, visit: (name: string, value: () => string) => void): void {
  let at = 0;
  while (at < lines.length) {
    let end = lines.indexOf("\r\n", at);
    if (end < 0) end = lines.length;
    const start = at;
    const colon = lines.indexOf(":", start);
    if (colon < 0 || colon > end) throw new ProtocolError("a header line has no colon");
    visit(lines.slice(start, colon), () => lines.slice(colon + 1, end).trim());
    at = end + 2;
  }
}

/** Compares lengths first: most headers are none of these, and lower-casing each would cost more than all the rest. */
function takeHeader(head: ResponseHead, name: string, value: () => string): void {
  if (!token.test(name)) throw new ProtocolError("a header name is malformed");
  switch (name.length) {
    case 8:
      if (name.toLowerCase() === "location") head.location ??= value();
      return;
    case 10: {
      const lower = name.toLowerCase();
      if (lower === "set-cookie") (head.setCookies ??= []).push(value());
      else if (lower === "connection") head.close = closes(value().toLowerCase(), head.close);
      return;
    }
    case 14:
      if (name.toLowerCase() === "content-length") head.contentLength = contentLength(value(), head.contentLength);
      return;
    case 17:
      if (name.toLowerCase() === "transfer-encoding") {
        if (head.chunked || value().toLowerCase() !== "chunked") {
          throw new ProtocolError("a transfer-encoding other than chunked");
        }
        head.chunked = true;
      }
  }
}

function closes(options: string, before: boolean): boolean {
  if (options.includes("close")) return true;
  return options.includes("keep-alive") ? false : before;
}

function contentLength(value: string, before: number | null): number {
  if (!/^\d{1,15}$/.test(value)) throw new ProtocolError("content-length is no number");
  const length = Number(value);
  if (before !== null && before !== length) throw new ProtocolError("two content-length headers disagree");
  return length;
}
