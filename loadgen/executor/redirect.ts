import { messageOf } from "../../base/errors.ts";
import { basicAuthorization } from "../../base/url.ts";
import type { Sample } from "../measure/sample.ts";
import { checkOptions } from "../scenario/request-options.ts";
import type { RequestOptions } from "../scenario/scenario.ts";
import type { Failure } from "../schema/request.ts";
import { contentOf, type Content } from "../transport/request/content.ts";
import { checkMethod } from "../transport/request/headers.ts";
import { RequestInvalid } from "../transport/request/invalid.ts";
import { classifyStatus } from "../transport/failures.ts";
import { requestTarget } from "../transport/request/target.ts";
import { isSameOrigin, originOf, type Origin, type ResponseHead, type WireOutcome } from "../transport/transport.ts";

/** One request of a chain of redirects. */
export interface Hop {
  method: string;
  origin: Origin;
  /** Path and query, percent-encoded. */
  path: string;
  content: Content;
  /** `Authorization` that a redirect's URL contained, for its origin. */
  authorization: string | undefined;
}

/** Redirects followed in one sample, as in Locust; more count as a loop. */
export const MAX_REDIRECTS = 30;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Given headers that are for the first origin alone. */
const OF_ORIGIN = new Set(["authorization", "cookie", "proxy-authorization", "host"]);
/** Headers that describe a body. */
const OF_BODY = /^content-/;

/**
 * A request as a scenario asks for it.
 * @throws RequestInvalid, naming the request and what is wrong
 */
export function firstHop(origin: Origin, method: string, path: string, input: RequestOptions): Hop {
  try {
    checkOptions(input);
    const content = contentOf(input);
    return { method: checkMethod(method), origin, path: requestTarget(path), content, authorization: undefined };
  } catch (error) {
    throw new RequestInvalid(`${method} ${path}: ${messageOf(error)}`);
  }
}

/**
 * The next request of a redirect chain, as browsers and curl make it (Fetch, "HTTP-redirect fetch"); `undefined` when the
 * response is final.
 */
export function nextHop(hop: Hop, head: ResponseHead): Hop | { failure: Failure } | undefined {
  const { status, location } = head;
  if (!REDIRECTS.has(status)) return undefined;
  if (location === undefined)
    return { failure: { class: "redirect-loop", message: `HTTP ${status} without a location` } };
  const url = URL.parse(escapeBytes(location), `${hop.origin.protocol}//${hop.origin.host}${hop.path}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { failure: { class: "redirect-loop", message: `HTTP ${status} to what is no http(s) URL` } };
  }
  const to = originOf(url);
  const origin = isSameOrigin(to, hop.origin) ? hop.origin : to;
  const method = methodAfter(status, hop.method);
  const authorization = basicAuthorization(url) ?? (origin === hop.origin ? hop.authorization : undefined);
  const content = contentAfter(hop, origin, method);
  return { method, origin, path: `${url.pathname}${url.search}`, content, authorization };
}

/** Bytes above ASCII, which servers send raw, keep their value. */
function escapeBytes(location: string): string {
  return location.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

function methodAfter(status: number, method: string): string {
  if (status === 303) return method === "HEAD" ? method : "GET";
  return status < 303 && method === "POST" ? "GET" : method;
}

function contentAfter({ origin: from, method: before, content }: Hop, origin: Origin, method: string): Content {
  const isSame = origin === from;
  const losesBody = method !== before;
  if (isSame && !losesBody) return content;
  const headers = content.headers.filter(
    ({ key }) => !(losesBody && OF_BODY.test(key)) && !(!isSame && OF_ORIGIN.has(key)),
  );
  return { ...content, headers, body: losesBody ? undefined : content.body };
}

/** The next hop; `undefined` after the last one, whose failure, if any, is set on the sample. */
export function follow(outcome: WireOutcome, hop: Hop, hops: number, sample: Sample): Hop | undefined {
  if (outcome.failure !== undefined) {
    sample.failure = outcome.failure;
    return undefined;
  }
  const next = nextHop(hop, outcome.head);
  if (next === undefined) sample.failure = classifyStatus(outcome.head.status);
  else if ("failure" in next) sample.failure = next.failure;
  else if (hops <= MAX_REDIRECTS) return next;
  else sample.failure = { class: "redirect-loop", message: `more than ${MAX_REDIRECTS} redirects` };
  return undefined;
}
