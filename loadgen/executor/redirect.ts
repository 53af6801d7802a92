import type { Failure } from "../schema/request.ts";
import { type ResponseHead, originOf, type Origin } from "../transport/transport.ts";

/** One request of a chain of redirects. */
export interface Hop {
  method: string;
  origin: Origin;
  path: string;
  headerLines: string;
  body: string | undefined;
}

/** Redirects followed in one sample, as in browsers and Locust; more count as a loop. */
export const MAX_REDIRECTS = 30;

/** The next request of a redirect chain; `undefined` when the response is final. */
export function nextHop(hop: Hop, head: ResponseHead): Hop | { failure: Failure } | undefined {
  const { status, location } = head;
  if (status < 300 || status > 399 || status === 304 || status === 300) return undefined;
  if (location === undefined)
    return { failure: { class: "redirect-loop", message: `HTTP ${status} without a location` } };
  const url = URL.parse(location, `${hop.origin.protocol}//${hop.origin.host}${hop.path}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { failure: { class: "redirect-loop", message: `HTTP ${status} to what is no http(s) URL` } };
  }
  const to = { origin: originOf(url), path: `${url.pathname}${url.search}` };
  // 307 and 308 repeat the request; after other redirects all clients use GET, whatever the first method was.
  if (status === 307 || status === 308) return { ...hop, ...to };
  return { method: hop.method === "HEAD" ? "HEAD" : "GET", headerLines: "", body: undefined, ...to };
}
