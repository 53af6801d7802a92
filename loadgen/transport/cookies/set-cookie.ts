import { parseCookieDate } from "./date.ts";

/** A `Set-Cookie` header as it was parsed (RFC 6265bis, 5.6). */
export interface SetCookie {
  /** May be empty. */
  name: string;
  value: string;
  /** Lower case, without a leading dot; `undefined`: the host that sent it, alone. */
  domain: string | undefined;
  /** `undefined`: from the request's path. */
  path: string | undefined;
  secure: boolean;
  /** Seconds from now, which win over `expiresMs`. */
  maxAgeS: number | undefined;
  /** Milliseconds since 1970. */
  expiresMs: number | undefined;
}

const MAX_PAIR_BYTES = 4096;
const MAX_ATTRIBUTE_BYTES = 1024;
// eslint-disable-next-line no-control-regex -- these are what makes a header invalid
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/;

/** `undefined` where the header must be ignored. The last attribute of a name counts; invalid attributes are skipped. */
export function parseSetCookie(header: string): SetCookie | undefined {
  if (CONTROLS.test(header)) return undefined;
  const semicolon = header.indexOf(";");
  const pair = semicolon < 0 ? header : header.slice(0, semicolon);
  const equals = pair.indexOf("=");
  const name = equals < 0 ? "" : trim(pair.slice(0, equals));
  const value = trim(pair.slice(equals + 1));
  if ((name === "" && value === "") || name.length + value.length > MAX_PAIR_BYTES) return undefined;
  const cookie: SetCookie = {
    ...{ name, value, domain: undefined, path: undefined },
    ...{ secure: false, maxAgeS: undefined, expiresMs: undefined },
  };
  if (semicolon >= 0) for (const attribute of header.slice(semicolon + 1).split(";")) apply(cookie, attribute);
  return isAllowedName(cookie) ? cookie : undefined;
}

function apply(cookie: SetCookie, attribute: string): void {
  const equals = attribute.indexOf("=");
  const name = trim(equals < 0 ? attribute : attribute.slice(0, equals)).toLowerCase();
  const value = equals < 0 ? "" : trim(attribute.slice(equals + 1));
  if (value.length > MAX_ATTRIBUTE_BYTES) return;
  switch (name) {
    case "expires":
      cookie.expiresMs = parseCookieDate(value) ?? cookie.expiresMs;
      break;
    case "max-age":
      if (/^-?\d+$/.test(value)) cookie.maxAgeS = Number(value);
      break;
    case "domain":
      cookie.domain = value.replace(/^\./, "").toLowerCase() || undefined;
      break;
    case "path":
      cookie.path = value.startsWith("/") ? value : undefined;
      break;
    case "secure":
      cookie.secure = true;
  }
}

/** What a name's prefix promises must hold (RFC 6265bis, 4.1.3); a cookie without a name must not look as if it had one. */
function isAllowedName({ name, value, secure, domain, path }: SetCookie): boolean {
  if (name === "") return !/^__(secure|host)-/i.test(value);
  if (/^__secure-/i.test(name)) return secure;
  return !/^__host-/i.test(name) || (secure && domain === undefined && path === "/");
}

function trim(text: string): string {
  return text.replace(/^[\t ]+|[\t ]+$/g, "");
}
