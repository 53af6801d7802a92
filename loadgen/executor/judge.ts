import type { CanaryMatch } from "../schema/canary.ts";
import type { Failure } from "../schema/request.ts";
import { extracted, needsBody, takesStatus, unmet } from "../scenario/answer.ts";
import type { Reply, RequestOptions } from "../scenario/scenario.ts";
import { headerOf } from "../transport/h1/head.ts";
import type { WireOutcome, WireResponse } from "../transport/transport.ts";

/** What a user gets of a request, and why it failed, if it did. */
export interface Judgement {
  reply: Reply<string>;
  failure: Failure | undefined;
}

const NO_VALUES: Readonly<Record<string, string>> = {};

export function keepsBody({ keepBody, expect, extract }: RequestOptions, canary?: CanaryMatch): boolean {
  const isToldByBody = canary !== undefined && canary.header === undefined;
  return keepBody === true || isToldByBody || needsBody(expect, extract);
}

/** Whether the scenario says what a good answer is. */
export function isChecked({ expect, extract, check }: RequestOptions): boolean {
  return expect !== undefined || extract !== undefined || check !== undefined;
}

/** @param failure by transport, redirects and status */
export function judge(outcome: WireOutcome, failure: Failure | undefined, options: RequestOptions): Judgement {
  if (outcome.failure !== undefined)
    return { reply: { status: null, ok: false, body: null, values: noValues(options) }, failure };
  const { status } = outcome.head;
  // As in browsers, a byte order mark is no part of the text.
  const text = outcome.body?.toString("utf8").replace(/^\ufeff/, "");
  const reply = { status, ok: failure === undefined, body: text ?? null, values: NO_VALUES };
  if (!isChecked(options)) return { reply, failure };
  const { expect, extract, check } = options;
  const byStatus = failure?.class === "http-4xx" || failure?.class === "http-5xx";
  if (failure !== undefined && !(byStatus && takesStatus(expect, status) === true))
    return { reply: { ...reply, values: noValues(options) }, failure };
  const found = extract === undefined ? undefined : extracted(extract, text ?? "");
  reply.values = found?.values ?? NO_VALUES;
  reply.ok = true;
  const problem =
    (expect && unmet(expect, status, text ?? "")) ??
    (found && found.missing.length > 0 ? `no ${found.missing.join(", ")} in the body` : undefined) ??
    check?.(reply) ??
    undefined;
  if (problem === undefined) return { reply, failure: undefined };
  reply.ok = false;
  return { reply, failure: { class: "check", message: `${problem}${ofEncoding(outcome)}` } };
}

/** Text is not found in a body that is compressed. */
function ofEncoding({ body, head }: WireResponse): string {
  const encoding = body === undefined ? undefined : headerOf(head, "content-encoding");
  return encoding === undefined || encoding === "identity"
    ? ""
    : `; it has the content-encoding ${encoding}, which is not decoded: request it without accept-encoding`;
}

function noValues({ extract }: RequestOptions): Readonly<Record<string, string>> {
  return extract === undefined ? NO_VALUES : Object.fromEntries(Object.keys(extract).map((name) => [name, ""]));
}
