/**
 * The cookies of one user: name and value, for the target's host alone. Paths and domains are ignored, as one user
 * visits one site; a cookie set to expire at once is dropped.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();
  #line = "";

  /** The request's header line with its CRLF; empty when there are no cookies. */
  get headerLine(): string {
    return this.#line;
  }

  store(setCookies: readonly string[]): void {
    let changed = false;
    for (const header of setCookies) if (this.#storeOne(header)) changed = true;
    if (changed) this.#line = this.#cookies.size === 0 ? "" : `cookie: ${this.#pairs()}\r\n`;
  }

  /** Returns whether the cookie changes anything: many servers set the same cookie with each response. */
  #storeOne(header: string): boolean {
    const semicolon = header.indexOf(";");
    const pairEnd = semicolon < 0 ? header.length : semicolon;
    const equals = header.indexOf("=");
    if (equals <= 0 || equals >= pairEnd) return false;
    const name = header.slice(0, equals).trim();
    if (isExpired(header.slice(pairEnd + 1))) return this.#cookies.delete(name);
    const value = header.slice(equals + 1, pairEnd).trim();
    if (this.#cookies.get(name) === value) return false;
    this.#cookies.set(name, value);
    return true;
  }

  #pairs(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

function isExpired(attributes: string): boolean {
  // Most cookies have neither attribute, and this check is cheaper than splitting.
  return /max-age|expires/i.test(attributes) && attributes.split(";").some(expires);
}

function expires(attribute: string): boolean {
  const [name = "", value = ""] = attribute.trim().split("=");
  if (name.toLowerCase() === "max-age") return Number(value) <= 0;
  return name.toLowerCase() === "expires" && Date.parse(value) <= Date.now();
}
