import { randomUUID } from "node:crypto";
import { DEFAULT_CURRENCY } from "./prices.ts";

const SESSION_COOKIE = "shop_session-id";
const CURRENCY_COOKIE = "shop_currency";
const MAX_AGE_S = 48 * 60 * 60;
const ATTRIBUTES = "Path=/; HttpOnly; SameSite=Lax";

/** The user's session and currency, both from cookies. */
export interface Session {
  id: string;
  currency: string;
  /** `set-cookie` headers that the response must carry, as alternating names and values. */
  headers: string[];
}

/** The session of a request; a new one, with its cookie, if the request has none. */
export function sessionOf(cookieHeader: string | undefined): Session {
  const known = cookie(cookieHeader, SESSION_COOKIE);
  const code = cookie(cookieHeader, CURRENCY_COOKIE) ?? "";
  const currency = /^[A-Z]{3}$/.test(code) ? code : DEFAULT_CURRENCY;
  if (known !== undefined) return { id: known, currency, headers: [] };
  const id = randomUUID();
  return { id, currency, headers: setCookie(SESSION_COOKIE, id) };
}

export const currencyHeaders = (code: string): string[] => setCookie(CURRENCY_COOKIE, code);

/** Expires every cookie of the request, as logging out does in Online Boutique. */
export function expireHeaders(cookieHeader: string | undefined): string[] {
  return [SESSION_COOKIE, CURRENCY_COOKIE]
    .filter((name) => cookie(cookieHeader, name) !== undefined)
    .flatMap((name) => ["set-cookie", `${name}=; Max-Age=0; ${ATTRIBUTES}`]);
}

const setCookie = (name: string, value: string): string[] => [
  "set-cookie",
  `${name}=${value}; Max-Age=${MAX_AGE_S}; ${ATTRIBUTES}`,
];

function cookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [key, value] = pair.trim().split("=", 2);
    if (key === name && value) return value;
  }
  return undefined;
}
