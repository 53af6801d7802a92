import { CallError } from "./call-error.ts";
import type { Reply } from "./router.ts";

export const json = (value: unknown, status = 200): Reply => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

export const failure = (status: number, code: string, message: string): Reply => json({ code, message }, status);

/** What a service answers when its handler threw: a peer's refusal is passed on, no answer from a peer is 503. */
export function failureOf(error: unknown): Reply {
  if (error instanceof CallError) return failure(error.status || 503, error.code, error.message);
  // A fault of our own: its trace goes to the replica's log.
  console.error(error);
  return failure(500, "internal", error instanceof Error ? error.message : String(error));
}
