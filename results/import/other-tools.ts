/** Recognises files of load generators whose results are not imported, by what only they write. */

/** Keys that are all in the beginning of a tool's JSON. */
const BY_KEYS: readonly (readonly [string, readonly string[]])[] = [
  ["autocannon", ["connections", "pipelining", "non2xx", "mismatches"]],
  ["vegeta", ["latencies", "bytes_in", "bytes_out"]],
  ["vegeta", ["attack", "seq", "code", "timestamp", "latency", "bytes_out"]],
  ["oha", ["summary", "successRate", "requestsPerSec"]],
  ["bombardier", ["spec", "numberOfConnections", "timeTakenSeconds"]],
  ["fortio", ["RunType", "RequestedQPS", "DurationHistogram"]],
  ["Artillery", ["aggregate", "counters", "summaries"]],
  ["Gatling", ["numberOfRequests", "meanNumberOfRequestsPerSecond"]],
  ["siege", ["transactions", "availability", "elapsed_time"]],
];

/** What a tool's text, table or log begins with. */
const BY_TEXT: readonly (readonly [string, RegExp])[] = [
  ["autocannon", /^Running \d.* test @ .*\r?\n\d+ connections/],
  ["vegeta", /^Requests +\[total, rate/],
  ["vegeta", /^\d{19},\d{1,3},\d+,\d+,\d+,/],
  ["oha", /^\s*Summary:\s+Success rate:/],
  ["oha", /^request-start,DNS/],
  ["hey", /^\s*Summary:\s+Total:/],
  ["hey", /^\s*response-time,DNS\+dialup/],
  ["wrk", /^Running \d.* test @ .*\r?\n\s+\d+ threads and \d+ connections/],
  ["ab (ApacheBench)", /^This is ApacheBench/],
  ["ab (ApacheBench)", /^(Percentage served,Time in ms|starttime\tseconds\tctime)/],
  ["bombardier", /^Bombarding /],
  ["Gatling", /^RUN\t/],
  ["h2load", /^starting benchmark\.\.\./],
];

/** Every tool that is recognised, once. */
export const OTHER_TOOLS: readonly string[] = [...new Set([...BY_KEYS, ...BY_TEXT].map(([tool]) => tool))];

/** The load generator that wrote a file with this beginning; `undefined` unless it is one of {@link OTHER_TOOLS}. */
export function otherToolOf(head: string): string | undefined {
  if (!/^\s*[{[]/.test(head)) return BY_TEXT.find(([, pattern]) => pattern.test(head))?.[0];
  // A summary of k6, whose scripts may give any names to metrics of their own.
  if (head.includes('"http_reqs"')) return undefined;
  const keys = new Set(head.match(/"\w+"(?=\s*:)/g));
  return BY_KEYS.find(([, needed]) => needed.every((key) => keys.has(`"${key}"`)))?.[0];
}
