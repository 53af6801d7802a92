/**
 * Visits to the whole shop before it counts as ready: they show that every service is joined, and no level then
 * measures code that hardly ran.
 */
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";

/**
 * All at the same time, so that a slow link makes it no longer than one visit. Over 1000 requests: the first level would
 * else measure code that the engine still optimises (a third more CPU a request at its begin than at its end).
 */
const VISITORS = 200;
const PAGE_TIMEOUT_MS = 30_000;

interface Page {
  path: string;
  form?: Record<string, string>;
}

const product = "OLJCESPC7Z";
const order = {
  email: "visitor@example.com",
  street_address: "1 Market Street",
  zip_code: "97201",
  city: "Portland",
  state: "OR",
  country: "United States",
  credit_card_number: "4432801561520454",
  credit_card_expiration_month: "1",
  credit_card_expiration_year: String(new Date().getFullYear() + 1),
  credit_card_cvv: "672",
};

/** Everything that a user of the shop can do, once. */
const visit: readonly Page[] = [
  { path: "/" },
  { path: `/product/${product}` },
  { path: "/setCurrency", form: { currency_code: "EUR" } },
  { path: "/cart", form: { product_id: product, quantity: "1" } },
  { path: "/cart" },
  { path: "/cart/checkout", form: order },
];

/** @throws {InfraError} WORKLOAD_NOT_READY with the first page that was not served */
export async function rehearse(endpoint: string, visitors = VISITORS): Promise<void> {
  const names = Array.from({ length: visitors }, (_, i) => `rehearsal-${process.pid}-${i}`);
  await Promise.all(names.map((name) => visitAll(endpoint, name)));
}

async function visitAll(endpoint: string, visitor: string): Promise<void> {
  for (const page of visit) {
    const seen = await request(endpoint, page, visitor);
    if (seen.served) continue;
    const what = `${page.form ? "POST" : "GET"} ${page.path}`;
    throw new InfraError("WORKLOAD_NOT_READY", `the shop at ${endpoint} does not serve ${what}: ${seen.answer}`);
  }
}

async function request(endpoint: string, { path, form }: Page, visitor: string) {
  try {
    const answer = await fetch(new URL(path, endpoint), {
      method: form ? "POST" : "GET",
      ...(form ? { body: new URLSearchParams(form) } : {}),
      headers: { cookie: `shop_session-id=${visitor}`, connection: "close" },
      redirect: "manual",
      signal: AbortSignal.timeout(PAGE_TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return { served: answer.status < 400, answer: `HTTP ${answer.status}` };
  } catch (error) {
    return { served: false, answer: messageOf(error instanceof Error ? (error.cause ?? error) : error) };
  }
}
