import { isIP } from "node:net";
import type { Clock } from "../../clock.ts";
import type { Origin } from "../transport.ts";
import { parseSetCookie, type SetCookie } from "./set-cookie.ts";

interface Cookie {
  name: string;
  value: string;
  domain: string;
  hostOnly: boolean;
  path: string;
  secure: boolean;
  /** On the load's clock. */
  expiresUs: number;
  /** Number of cookies that the jar had received before this one was first set. */
  order: number;
  /** The header, and the origin that sent it, for the common case that it comes again. */
  source: string;
  from: Origin;
}

/** As many as browsers keep for a site. */
const MAX_COOKIES = 180;
const MAX_AGE_S = 400 * 24 * 3600;

/**
 * The cookies of one user (RFC 6265bis). A domain without a dot is refused; a list of public suffixes is not kept, as all
 * sites of a load are the user's own. Only https counts as secure.
 */
export class CookieJar {
  readonly #clock: Pick<Clock, "nowUs">;
  /** Longer paths first, then older ones: the order in which they are sent. */
  #cookies: Cookie[] = [];
  #received = 0;
  /** The last answer that holds until a cookie changes: users often ask for one path again and again. */
  #last: { origin: Origin; target: string; text: string } | undefined;

  constructor(clock: Pick<Clock, "nowUs">) {
    this.#clock = clock;
  }

  /** Value of the `Cookie` header for a request; empty without cookies. */
  cookiesFor(origin: Origin, target: string): string {
    if (this.#cookies.length === 0) return "";
    if (this.#last?.origin === origin && this.#last.target === target) return this.#last.text;
    let text = "";
    let expires = false;
    let expired = false;
    for (const cookie of this.#cookies) {
      const ends = cookie.expiresUs !== Infinity;
      expires ||= ends;
      if (ends && cookie.expiresUs <= this.#clock.nowUs()) expired = true;
      else if (isSentTo(cookie, origin, target)) {
        const pair = cookie.name === "" ? cookie.value : `${cookie.name}=${cookie.value}`;
        text = text === "" ? pair : `${text}; ${pair}`;
      }
    }
    if (expired) this.#removeExpired();
    this.#last = expires ? undefined : { origin, target, text };
    return text;
  }

  /** Takes the `Set-Cookie` headers of a response to a request for `target`. */
  store(origin: Origin, target: string, headers: readonly string[]): void {
    for (const header of headers) {
      if (this.#isKnown(origin, header)) continue;
      const parsed = parseSetCookie(header);
      if (parsed !== undefined) this.#storeOne(origin, target, header, parsed);
    }
  }

  /** Many servers send the same cookies with each response. Those that expire or depend on the path are read again. */
  #isKnown(origin: Origin, header: string): boolean {
    for (const cookie of this.#cookies) if (cookie.source === header && cookie.from === origin) return true;
    return false;
  }

  #storeOne(origin: Origin, target: string, header: string, parsed: SetCookie): void {
    this.#last = undefined;
    const host = origin.hostname;
    const isSecure = origin.protocol === "https:";
    if (parsed.secure && !isSecure) return;
    if (parsed.domain !== undefined && !isOwnDomain(host, parsed.domain)) return;
    const expiresUs = this.#expiresUs(parsed);
    const isPlain = expiresUs === Infinity && parsed.path !== undefined;
    const cookie: Cookie = {
      name: parsed.name,
      value: parsed.value,
      domain: parsed.domain ?? host,
      hostOnly: parsed.domain === undefined,
      path: parsed.path ?? defaultPath(target),
      secure: parsed.secure,
      expiresUs,
      order: this.#received,
      source: isPlain ? header : "",
      from: origin,
    };
    this.#received += 1;
    if (!isSecure && this.#hidesSecure(cookie)) return;
    const at = this.#cookies.findIndex((each) => isSame(each, cookie));
    if (at >= 0) cookie.order = this.#cookies[at]!.order;
    if (expiresUs <= this.#clock.nowUs()) {
      if (at >= 0) this.#cookies.splice(at, 1);
    } else if (at >= 0) this.#cookies[at] = cookie;
    else this.#add(cookie);
  }

  /** Max-Age counts on the load's clock; a date is a distance from today's time of day. */
  #expiresUs({ maxAgeS, expiresMs }: SetCookie): number {
    if (maxAgeS === undefined && expiresMs === undefined) return Infinity;
    const seconds = maxAgeS ?? (expiresMs! - Date.now()) / 1000;
    return seconds <= 0 ? -Infinity : this.#clock.nowUs() + Math.min(seconds, MAX_AGE_S) * 1e6;
  }

  /** Whether a plain connection would replace or shadow what came over https. */
  #hidesSecure(cookie: Cookie): boolean {
    return this.#cookies.some(
      (each) =>
        each.secure &&
        each.name === cookie.name &&
        (domainMatches(each.domain, cookie.domain) || domainMatches(cookie.domain, each.domain)) &&
        pathMatches(cookie.path, each.path),
    );
  }

  #add(cookie: Cookie): void {
    const after = this.#cookies.findIndex(({ path }) => path.length < cookie.path.length);
    this.#cookies.splice(after < 0 ? this.#cookies.length : after, 0, cookie);
    if (this.#cookies.length <= MAX_COOKIES) return;
    this.#removeExpired();
    if (this.#cookies.length <= MAX_COOKIES) return;
    const oldest = this.#cookies.reduce((a, b) => (b.order < a.order ? b : a));
    this.#cookies.splice(this.#cookies.indexOf(oldest), 1);
  }

  #removeExpired(): void {
    const nowUs = this.#clock.nowUs();
    this.#cookies = this.#cookies.filter(({ expiresUs }) => expiresUs > nowUs);
  }
}

function isSentTo({ hostOnly, domain, secure, path }: Cookie, { hostname, protocol }: Origin, target: string): boolean {
  if (secure && protocol !== "https:") return false;
  if (hostOnly ? hostname !== domain : !domainMatches(hostname, domain)) return false;
  return path === "/" || pathMatches(target, path);
}

const isSame = (a: Cookie, b: Cookie): boolean =>
  a.name === b.name && a.path === b.path && a.domain === b.domain && a.hostOnly === b.hostOnly;

function isOwnDomain(host: string, domain: string): boolean {
  return host === domain || (domain.includes(".") && domainMatches(host, domain));
}

/** RFC 6265, 5.1.3. */
function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true;
  return host.endsWith(`.${domain}`) && isIP(host) === 0;
}

/** RFC 6265, 5.1.4; `target` may have a query. */
function pathMatches(target: string, path: string): boolean {
  if (!target.startsWith(path)) return false;
  if (target.length === path.length || path.endsWith("/")) return true;
  return target[path.length] === "/" || target[path.length] === "?";
}

/** RFC 6265, 5.1.4: up to the last slash of the path. */
function defaultPath(target: string): string {
  const query = target.indexOf("?");
  const path = query < 0 ? target : target.slice(0, query);
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}
