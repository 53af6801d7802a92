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

  take(setCookies: readonly string[]): void {
    for (const header of setCookies) this.#takeOne(header);
    this.#line = this.#cookies.size === 0 ? "" : `cookie: ${this.#pairs()}\r\n`;
  }

  #takeOne(header: string): void {
    const [pair = "", ...attributes] = header.split(";");
    const equals = pair.indexOf("=");
    if (equals <= 0) return;
    const name = pair.slice(0, equals).trim();
    if (attributes.some(expired)) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(equals + 1).trim());
  }

  #pairs(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

function expired(attribute: string): boolean {
  const [name = "", value = ""] = attribute.trim().split("=");
  if (name.toLowerCase() === "max-age") return Number(value) <= 0;
  return name.toLowerCase() === "expires" && Date.parse(value) <= Date.now();
}
