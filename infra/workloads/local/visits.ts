/** Visits the whole shop before it counts as ready: this shows that all services are connected, and loads their code. */
import { causeOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";
import { z } from "zod";
import { sendRequest, type Control } from "../../hosts/local/control.ts";

/**
 * In parallel, so that a slow link delays the start by one visit only. Few enough that a busy machine serves them in time:
 * the rehearsal of the load warms up the rest.
 */
const VISITORS = 40;
/** Services that start on a busy machine may time out once. */
const TRIES = 3;
const PAGE_TIMEOUT_MS = 30_000;

interface Page {
  path: string;
  form?: Record<string, string>;
}

const PRODUCT = "OLJCESPC7Z";
const ORDER = {
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

/** Every action of a user of the shop, once. */
const VISIT: readonly Page[] = [
  { path: "/" },
  { path: `/product/${PRODUCT}` },
  { path: "/setCurrency", form: { currency_code: "EUR" } },
  { path: "/cart", form: { product_id: PRODUCT, quantity: "1" } },
  { path: "/cart" },
  { path: "/cart/checkout", form: ORDER },
];

/** @throws {InfraError} WORKLOAD_NOT_READY with the first page that fails */
export async function visitShop(endpoint: string, visitors = VISITORS): Promise<void> {
  const names = Array.from({ length: visitors }, (_, i) => `visitor-${process.pid}-${i}`);
  await Promise.all(names.map((name) => visitAll(endpoint, name)));
}

async function visitAll(endpoint: string, visitor: string): Promise<void> {
  for (const page of VISIT) {
    let seen = await request(endpoint, page, visitor);
    for (let tries = 1; !seen.served && tries < TRIES; tries++) seen = await request(endpoint, page, visitor);
    if (seen.served) continue;
    const what = `${page.form ? "POST" : "GET"} ${page.path}`;
    throw new InfraError("WORKLOAD_NOT_READY", `the shop at ${endpoint} does not serve ${what}: ${seen.answer}`);
  }
}

async function request(endpoint: string, { path, form }: Page, visitor: string) {
  try {
    const answer = await fetch(new URL(path, endpoint), {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { cookie: `shop_session-id=${visitor}`, connection: "close" },
      redirect: "manual",
      signal: AbortSignal.timeout(PAGE_TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return { served: answer.status < 400, answer: `HTTP ${answer.status}` };
  } catch (error) {
    return { served: false, answer: causeOf(error) };
  }
}

const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Lifts the CPU quotas of nodes for an unmeasured task, which then takes seconds even on the smallest node. The quotas are
 * restored after `atMostMs`, even if this program is killed.
 */
export async function withoutCpuQuota(
  nodes: readonly Control[],
  atMostMs: number,
  task: () => Promise<void>,
): Promise<void> {
  const lift = (durationMs: number) =>
    Promise.all(
      nodes.map((node) => {
        const request = { method: "PUT", path: "/lift", body: { durationMs }, timeoutMs: ANSWER_TIMEOUT_MS } as const;
        return sendRequest(node, request, z.unknown());
      }),
    );
  await lift(atMostMs);
  try {
    await task();
  } finally {
    await lift(0);
  }
}
