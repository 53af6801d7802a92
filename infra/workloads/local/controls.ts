/** What a workload asks of the emulated nodes and links that run. */
import { InfraError } from "../../errors.ts";
import { forwardsAnswerSchema, nodeStatusSchema, sendRequest, type Control } from "../../hosts/local/control.ts";
import { findReady } from "../../hosts/local/daemon.ts";
import type { ProcessKind } from "../../home.ts";
import type { Forward } from "./routes.ts";

/** Of requests that wait for no process of the workload. */
export const ANSWER_TIMEOUT_MS = 30_000;

/** @throws {InfraError} NODE_DEAD */
export async function controlOf(stack: string, kind: ProcessKind, name: string): Promise<Control> {
  const found = await findReady({ stack, kind, name });
  if (found) return found.control;
  const what = kind === "nodes" ? "node" : "link";
  throw new InfraError("NODE_DEAD", `${what} ${name} does not run; \`stackmark up ${stack}\` recreates it`);
}

export const statusOf = (control: Control) =>
  sendRequest(control, { method: "GET", path: "/status", timeoutMs: ANSWER_TIMEOUT_MS }, nodeStatusSchema);

/** Replaces the forwards of a link. @returns their URLs by id */
export async function openForwards(
  stack: string,
  link: string,
  forwards: readonly Forward[],
): Promise<[id: string, url: string][]> {
  const control = await controlOf(stack, "links", link);
  const request = { method: "PUT", path: "/forwards", body: { forwards }, timeoutMs: ANSWER_TIMEOUT_MS } as const;
  const answer = await sendRequest(control, request, forwardsAnswerSchema);
  return answer.forwards.map(({ id, url }) => [id, url]);
}
