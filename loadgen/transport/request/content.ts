import { checkHeaders, type Header } from "./headers.ts";
import { RequestInvalid } from "./invalid.ts";

/** What a scenario may say about a request besides its method and path. */
export interface RequestInput {
  /** They replace the generator's own of the same name, in any letter case. */
  headers?: Readonly<Record<string, string | number>>;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Readonly<Record<string, string | number>>;
  /** Sent in UTF-8; give its content-type in `headers`. */
  body?: string;
}

/** The checked part of a request that its redirects may repeat. */
export interface Content {
  headers: readonly Header[];
  /** As bytes: a character each. */
  body: string | undefined;
  /** `Connection: close` was given. */
  closes: boolean;
}

const NO_CONTENT: Content = { headers: [], body: undefined, closes: false };
const FORM: Header = { name: "content-type", key: "content-type", value: "application/x-www-form-urlencoded" };

/** Methods that promise a body, so that its absence is said (RFC 9110, 8.6). */
const PROMISE_BODY = new Set(["POST", "PUT", "PATCH"]);

/** @throws RequestInvalid for headers that can't be sent, or contradict the body */
export function contentOf({ headers: given, form, body: text }: RequestInput): Content {
  if (given === undefined && form === undefined && text === undefined) return NO_CONTENT;
  const headers = checkHeaders(given);
  const body = form === undefined ? text : formOf(form);
  if (body !== undefined && typeof body !== "string") throw new RequestInvalid("the body is no text");
  const content: Content = {
    headers: form === undefined || valueOf(headers, "content-type") !== undefined ? headers : [...headers, FORM],
    body: bytesOf(body),
    closes: /(?:^|,)\s*close\s*(?:,|$)/i.test(valueOf(headers, "connection") ?? ""),
  };
  const length = valueOf(headers, "content-length");
  const actual = content.body?.length ?? 0;
  if (length !== undefined && length !== String(actual)) {
    throw new RequestInvalid(`the header content-length says ${length}, but the body has ${actual} bytes`);
  }
  return content;
}

function formOf(form: Readonly<Record<string, string | number>>): string {
  return new URLSearchParams(
    Object.entries(form).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

function bytesOf(text: string | undefined): string | undefined {
  if (text === undefined || Buffer.byteLength(text) === text.length) return text;
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Value of the header of this (lower-case) name. */
export function valueOf(headers: readonly Header[], key: string): string | undefined {
  for (const header of headers) if (header.key === key) return header.value;
  return undefined;
}

/** Headers that the generator sends itself, unless they were given. */
export interface OwnHeaders {
  host: string;
  authorization: string | undefined;
  /** Empty: none. */
  cookies: string;
}

/** All header lines of a request, each ended by CRLF; given headers replace those of its own. */
export function headerLines(method: string, { headers, body }: Content, own: OwnHeaders): string {
  let lines = valueOf(headers, "host") === undefined ? `host: ${own.host}\r\n` : "";
  for (const { name, value } of headers) lines += `${name}: ${value}\r\n`;
  if (own.authorization !== undefined && valueOf(headers, "authorization") === undefined) {
    lines += `authorization: ${own.authorization}\r\n`;
  }
  if (own.cookies !== "" && valueOf(headers, "cookie") === undefined) lines += `cookie: ${own.cookies}\r\n`;
  if ((body !== undefined || PROMISE_BODY.has(method)) && valueOf(headers, "content-length") === undefined) {
    lines += `content-length: ${body?.length ?? 0}\r\n`;
  }
  return lines;
}
