/** The control port of an emulated node or link: requests, and the fields of answers that the program reads. */
import { z } from "zod";
import { causeOf } from "../../../base/errors.ts";
import { jsonOf } from "../../../base/json.ts";
import { readySchema as fullReady, type Quota } from "../../../lab/protocol/daemon.ts";
import { linkStatusSchema as fullLinkStatus } from "../../../lab/protocol/link.ts";
import { nodeStatusSchema as fullNodeStatus, replicaStatusSchema } from "../../../lab/protocol/node.ts";
import { InfraError } from "../../errors.ts";

export type { Quota };

/** `ready.json` of a daemon. It exists while the daemon runs, and after it was killed. */
export const readySchema = fullReady.omit({ version: true });

const replicaSchema = replicaStatusSchema.omit({ pid: true });

export const replicasAnswerSchema = z.object({ replicas: z.array(replicaSchema) });

export const nodeStatusSchema = fullNodeStatus
  .pick({ name: true, cpuSeconds: true, memoryBytes: true, throttledSeconds: true, quota: true })
  .extend({ replicas: z.array(replicaSchema) });

export const forwardsAnswerSchema = z.object({ forwards: z.array(z.object({ id: z.string(), url: z.url() })) });

export const balancersAnswerSchema = z.object({ balancers: z.array(z.object({ id: z.string(), url: z.url() })) });

export const linkStatusSchema = fullLinkStatus
  .pick({ name: true, between: true, bytes: true })
  // Links of earlier versions do not list them.
  .extend({ forwards: fullLinkStatus.shape.forwards.default([]) });

export type Ready = z.infer<typeof readySchema>;
export type NodeStatus = z.infer<typeof nodeStatusSchema>;
export type ReplicaStatus = z.infer<typeof replicaSchema>;
export type LinkStatus = z.infer<typeof linkStatusSchema>;

/** The control port of a daemon, and the token that it requires. */
export interface Control {
  /** Name of the daemon in messages, such as `node server`. */
  name: string;
  url: string;
  token: string;
}

export interface ControlRequest {
  method: "GET" | "PUT" | "POST";
  path: string;
  body?: unknown;
  timeoutMs: number;
}

/** Why a daemon refused a request: the cause of the error. */
export class Refusal extends Error {
  /** Of the lab's errors. */
  readonly code: string | undefined;

  constructor(code: string | undefined, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * @throws {InfraError} NODE_CONTROL if the daemon does not answer in time, rejects the request, or sends an unexpected
 *   answer
 */
export async function sendRequest<T>(control: Control, request: ControlRequest, schema: z.ZodType<T>): Promise<T> {
  const what = `${control.name}, ${request.method} ${request.path}`;
  const answer = await fetchAnswer(control, request, what);
  const text = await answer.text();
  if (!answer.ok) {
    const { code, message } = refusal(text, answer.status);
    const cause = new Refusal(code, message);
    throw new InfraError("NODE_CONTROL", `${what}: ${message}${code === undefined ? "" : ` (${code})`}`, { cause });
  }
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new InfraError("NODE_CONTROL", `${what} sent an unexpected answer: ${parsed.error.message}`);
}

async function fetchAnswer(
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
    const reason = signal.aborted ? `no answer within ${timeoutMs} ms` : causeOf(cause);
    throw new InfraError("NODE_CONTROL", `${what}: ${reason}`, { cause });
  }
}

function refusal(text: string, status: number): { code?: string; message: string } {
  const { code, message } = (jsonOf(text) ?? {}) as { code?: string; message?: string };
  return message ? { code, message } : { message: `HTTP ${status}` };
}
