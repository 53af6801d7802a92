/** Puts failures of other tools into the classes of the load generator, by their status or by what the tools write. */
import { STATUS_CODES } from "node:http";
import type { ErrorClass } from "@stackmark/loadgen/schema";

export type FailureClass = ErrorClass | "other";

/** Texts of the libraries that the tools use; the first that matches decides. */
const BY_TEXT: readonly (readonly [RegExp, ErrorClass])[] = [
  [/gaierror|NameResolutionError|UnknownHost|no such host|\blookup\b|name or service not known|getaddrinfo/i, "dns"],
  [/Connect(ion)?Timeout|connect timed out|dial: i\/o timeout|dial tcp\b.*i\/o timeout/i, "timeout-connect"],
  [/refused/i, "refused"],
  [/\bSSL|\bTLS|x509|certificate/i, "tls"],
  [/ReadTimeout|SocketTimeout|timed out|request timeout|i\/o timeout/i, "timeout-headers"],
  [/reset by peer|Connection reset|ECONNRESET|broken pipe/i, "reset"],
  [
    /RemoteDisconnected|NoHttpResponse|without response|connection ?closed|connection aborted|\bEOF\b|IncompleteRead/i,
    "closed",
  ],
  [/too many open files|can(no|')t assign requested address|EMFILE|EADDRNOTAVAIL/i, "resource"],
  [/unreachable|no route to host|EHOSTUNREACH|ENETUNREACH/i, "dial"],
  [
    /too many redirects|TooManyRedirects|RedirectLimit|exceeded maximum redirects|stopped after \d+ redirects/i,
    "redirect-loop",
  ],
  [/malformed HTTP|BadStatusLine|HTTPParseError|ProtocolException/i, "protocol"],
];

/** The class of a failed request by its status, or else by the text of its failure; `other` if neither says it. */
export function failureClass(status: number, text: string): FailureClass {
  const byStatus = classOfStatus(status);
  if (byStatus !== undefined) return byStatus;
  // A success that an assertion refused: what the assertion quotes says nothing about the transport.
  if (status >= 200 && status < 400) return "check";
  const inText = classOfStatus(statusIn(text));
  return inText ?? BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
}

function classOfStatus(status: number): ErrorClass | undefined {
  if (status >= 500 && status < 600) return "http-5xx";
  return status >= 400 && status < 500 ? "http-4xx" : undefined;
}

/** The status of 400 or more that a text names, such as `code=503`, `404 Client Error` or `502 Bad Gateway`; else `NaN`. */
function statusIn(text: string): number {
  const named = /(?:\b(?:status|code|http)(?:[ _-]?code)?\W{0,3}(?:was |is |of )?|HTTP\/[\d.]+ )([45]\d\d)\b/i.exec(
    text,
  )?.[1];
  if (named !== undefined) return Number(named);
  for (const [, code, phrase] of text.matchAll(/\b([45]\d\d) ([A-Z]\w+)/g)) {
    if (phrase === "Client" || phrase === "Server" || STATUS_CODES[code!]?.startsWith(phrase!) === true)
      return Number(code);
  }
  return NaN;
}
