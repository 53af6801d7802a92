import { CallError } from "./call-error.ts";
import type { Reply } from "./router.ts";

export const json = (value: unknown, status = 200): Reply => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

export const failure = (status: number, code: string, message: string): Reply => json({ code, message }, status);

/** The response after a handler threw: a peer's error is passed on, a call without a response becomes 503. */
export function failureOf(error: unknown): Reply {
  if (error instanceof CallError) return failure(error.status || 503, error.code, error.message);
  // A bug: its stack trace goes to the replica's log.
  console.error(error);
  return failure(500, "internal", error instanceof Error ? error.message : String(error));
}
