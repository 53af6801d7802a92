import type { CanaryMatch } from "../schema/canary.ts";
import type { Version } from "../schema/request.ts";
import { headerOf } from "../transport/h1/head.ts";
import type { WireOutcome } from "../transport/transport.ts";

export type { CanaryMatch };

const FIRST_ERROR = 400;

/** Which version answered. Pages of errors often lack what tells the versions apart, and proxies answer with their own. */
export function versionOf({ header, contains }: CanaryMatch, outcome: WireOutcome): Version {
  if (outcome.failure !== undefined) return "unknown";
  const { head, body } = outcome;
  const text = header === undefined ? body?.toString("utf8") : headerOf(head, header.toLowerCase());
  if (text?.includes(contains)) return "canary";
  const isTold = header !== undefined && text !== undefined;
  return head.status >= FIRST_ERROR && !isTold ? "unknown" : "stable";
}
