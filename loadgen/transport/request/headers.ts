import { RequestInvalid } from "./invalid.ts";

/** A header that the scenario gave: it replaces the generator's own of that name. */
export interface Header {
  /** As it was given. */
  name: string;
  /** In lower case. */
  key: string;
  value: string;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110, 5.5: visible characters, spaces, tabs, and the upper half of latin1. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What decides framing or protocol is the generator's alone. */
const REFUSED = new Set(["transfer-encoding", "upgrade", "http2-settings", "expect"]);

/** Methods whose letter case is mended, as in browsers. Others are sent as they are given. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** @throws RequestInvalid for what is no method, and for CONNECT */
export function checkMethod(method: string): string {
  if (METHODS.has(method)) return method;
  if (typeof method !== "string" || !TOKEN.test(method)) {
    throw new RequestInvalid(`${JSON.stringify(method)} is no method: use letters, as in GET`);
  }
  const upper = method.toUpperCase();
  if (upper === "CONNECT") throw new RequestInvalid("CONNECT is for proxies only");
  return METHODS.has(upper) ? upper : method;
}

const NO_HEADERS: readonly Header[] = [];

/**
 * Headers as they are sent: each name once whatever its letter case (the last one counts), values without surrounding space.
 * @throws RequestInvalid, naming the header: for names that are no tokens, values that can't be sent, and headers that
 * would change the framing
 */
export function checkHeaders(given: Readonly<Record<string, string | number>> | undefined): readonly Header[] {
  if (given === undefined) return NO_HEADERS;
  // The entries of such objects are no properties, and would be lost.
  if (typeof given !== "object" || Symbol.iterator in given) throw new RequestInvalid("headers must be a plain object");
  const headers: Header[] = [];
  for (const name of Object.keys(given)) {
    const header = checkHeader(name, given[name]!);
    const same = headers.findIndex(({ key }) => key === header.key);
    if (same < 0) headers.push(header);
    else headers[same] = header;
  }
  return headers;
}

function checkHeader(name: string, given: string | number): Header {
  if (!TOKEN.test(name)) throw new RequestInvalid(`${JSON.stringify(name)} is no name of a header`);
  if (typeof given !== "string" && typeof given !== "number") {
    throw new RequestInvalid(`the header ${name} is ${given === null ? "null" : typeof given}, not text`);
  }
  const value = String(given).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
  if (!VALUE.test(value)) throw new RequestInvalid(`the header ${name} has ${whatIsWrong(value)}`);
  const key = name.toLowerCase();
  if (REFUSED.has(key)) throw new RequestInvalid(`the header ${name} is not supported`);
  return { name, key, value };
}

function whatIsWrong(value: string): string {
  const bad = [...value].find((character) => !VALUE.test(character))!;
  const point = `U+${bad.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  if (bad === "\r" || bad === "\n") return `a line break (${point})`;
  return bad > "\xff"
    ? `${JSON.stringify(bad)} (${point}): encode what is not in latin1`
    : `a control character (${point})`;
}
