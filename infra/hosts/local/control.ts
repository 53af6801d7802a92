/** Requests to the control port of an emulated node or link. */
import type { z } from "zod";
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";

/** Where a daemon is spoken to, and the secret that it asks for. */
export interface Control {
  /** `node server` or the like, for messages. */
  who: string;
  url: string;
  token: string;
}

export interface ControlRequest {
  method: "GET" | "PUT" | "POST";
  path: string;
  body?: unknown;
  timeoutMs: number;
}

/** @throws {InfraError} NODE_CONTROL when it doesn't answer in time, refuses, or answers something else */
export async function ask<T>(control: Control, request: ControlRequest, schema: z.ZodType<T>): Promise<T> {
  const what = `${control.who}, ${request.method} ${request.path}`;
  const answer = await send(control, request, what);
  const text = await answer.text();
  if (!answer.ok) throw new InfraError("NODE_CONTROL", `${what}: ${refusal(text, answer.status)}`);
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new InfraError("NODE_CONTROL", `${what} answered something else: ${parsed.error.message}`);
}

async function send(
  control: Control,
  { method, path, body, timeoutMs }: ControlRequest,
  what: string,
): Promise<Response> {
  const headers = { authorization: `Bearer ${control.token}`, "content-type": "application/json", connection: "close" };
  const signal = AbortSignal.timeout(timeoutMs);
  const payload = body === undefined ? undefined : JSON.stringify(body);
  try {
    return await fetch(new URL(path, control.url), { method, headers, body: payload, signal });
  } catch (cause) {
    const reason = signal.aborted ? `no answer within ${timeoutMs} ms` : messageOf((cause as Error).cause ?? cause);
    throw new InfraError("NODE_CONTROL", `${what}: ${reason}`, { cause });
  }
}

function refusal(text: string, status: number): string {
  const { code, message } = (parseJson(text) ?? {}) as { code?: string; message?: string };
  return message ? `${message} (${code})` : `HTTP ${status}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
