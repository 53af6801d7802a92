/** What k6's streams have in common: requests from points with tags, and what the whole file gives. */
import type { ErrorClass } from "@stackmark/loadgen/schema";
import { ResultsError } from "../../errors.ts";
import type { Request } from "../aggregate.ts";
import { failureClass } from "../failures.ts";
import { aggregatedLoad, type Aggregated } from "../aggregated-load.ts";
import type { ImportedLoad } from "../imported-load.ts";

export const DURATION = "http_req_duration";

/** Classes of k6's `error_code`, by their beginning. */
const BY_ERROR_CODE: readonly (readonly [string, ErrorClass])[] = [
  ["1050", "timeout-headers"],
  ["11", "dns"],
  ["1211", "timeout-connect"],
  ["1212", "refused"],
  ["1201", "reset"],
  ["1220", "reset"],
  ["121", "dial"],
  ["13", "tls"],
  ["16", "protocol"],
];

/** @param tags k6's system tags, by name @throws {ResultsError} RESULTS_INVALID */
export function requestOf(place: string, endMs: number, durationMs: number, tags: Record<string, string>): Request {
  const { method = "", name = tags["url"] ?? "", status, expected_response: expected, error_code: code, error } = tags;
  if (expected === undefined && status === undefined) {
    const message = `${place} has neither the tag "expected_response" nor "status": failed requests cannot be identified (k6: --system-tags)`;
    throw new ResultsError("RESULTS_INVALID", message);
  }
  const failed = expected === undefined ? Number(status) === 0 || Number(status) >= 400 : expected === "false";
  const endpoint = `${method} ${pathOf(name)}`.trim();
  if (!failed) return { endpoint, endMs, durationMs };
  const message = error ?? (code === undefined ? `status ${status ?? "unknown"}` : `error ${code}`);
  const byCode = BY_ERROR_CODE.find(([start]) => code?.startsWith(start) === true)?.[1];
  return { endpoint, endMs, durationMs, failure: { class: byCode ?? failureClass(Number(status), message), message } };
}

/** Drops the server, so that runs against different servers have the same endpoints. */
function pathOf(name: string): string {
  if (!/^https?:\/\//.test(name) || !URL.canParse(name)) return name;
  const { pathname, search } = new URL(name);
  return pathname + search;
}

/** @throws {ResultsError} RESULTS_INVALID for files without requests */
export function streamedLoad(format: string, aggregated: Aggregated): ImportedLoad {
  if (aggregated.aggregator.requests === 0) {
    const message = `${aggregated.files.join(", ")} has no ${DURATION}: k6 sent no HTTP request, or the file is incomplete`;
    throw new ResultsError("RESULTS_INVALID", message);
  }
  const absent = [{ what: "connection set-up", reason: "k6's http_req_duration excludes it" }];
  return aggregatedLoad(aggregated, { tool: "k6", writer: "k6", format, absent });
}
