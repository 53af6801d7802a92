/** A user of the shop without a browser: keeps cookies, sends forms, and does not follow redirects. */
export interface Page {
  status: number;
  location: string | null;
  roundTrips: number;
  text: string;
}

export class Shopper {
  readonly cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send("GET", path, headers);
  }

  post(path: string, form: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send("POST", path, headers, new URLSearchParams(form));
  }

  async #send(method: string, path: string, headers: Record<string, string>, body?: URLSearchParams): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(this.#url + path, {
      method,
      redirect: "manual",
      headers: { cookie, ...headers },
      body,
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0\b/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return {
      status: response.status,
      location: response.headers.get("location"),
      roundTrips: Number(response.headers.get("x-stackmark-round-trips") ?? NaN),
      text: await response.text(),
    };
  }
}

/** The fields of a checkout that passes every check. */
export const goodOrder = (): Record<string, string> => ({
  email: "someone@example.com",
  street_address: "1 Example Street",
  zip_code: "94043",
  city: "Springfield",
  state: "CA",
  country: "United States",
  credit_card_number: "4432801561520454",
  credit_card_expiration_month: "12",
  credit_card_expiration_year: String(new Date().getFullYear() + 1),
  credit_card_cvv: "672",
});
