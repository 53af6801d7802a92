import { RequestInvalid } from "./invalid.ts";

/**
 * Paths that URL parsing leaves as they are, which the hot path need not parse: no segment begins with a dot or an escape,
 * and nothing needs one.
 */
const AS_IT_IS = /^(?:\/(?![.%])[\w\-.~!$&'()*+,;=:@%]*)+(?:\?[\w\-.~!$&()*+,;=:@/?%]*)?$/;

/**
 * The target of a request line: path and query, resolved and percent-encoded as a browser does (WHATWG URL), without the
 * fragment.
 * @throws RequestInvalid for what is no path
 */
export function requestTarget(path: string): string {
  if (AS_IT_IS.test(path)) return path;
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw new RequestInvalid(`${JSON.stringify(path)} is no path: begin it with "/"`);
  }
  // Behind a host, a path that begins with two slashes stays a path.
  const url = URL.parse(`http://host${path}`);
  if (url === null || url.host !== "host") throw new RequestInvalid(`${JSON.stringify(path)} can't be part of a URL`);
  url.hash = "";
  return url.href.slice(url.origin.length);
}
