/** Checks that the ports of a plan are free on this machine. */
import { createServer } from "node:net";
import type { Problem } from "../../config/problems.ts";
import type { Plan } from "../../topology/plan.ts";
import { sendRequest, nodeStatusSchema } from "./control.ts";
import { findReady } from "./daemon.ts";

const STATUS_TIMEOUT_MS = 3_000;

/** Problems of the entry's port. 0 (any free port) and a port that the stack itself uses have none. */
export async function portProblems({ stack, nodes, workload }: Plan): Promise<Problem[]> {
  const { port } = workload;
  if (port === 0 || (await isFree(port))) return [];
  const own = await Promise.all(nodes.map((node) => listensOn(stack, node.name, port)));
  if (own.includes(true)) return [];
  const message = "is in use by another program; choose another, or 0 for any free one";
  return [{ path: "workload.port", found: String(port), message }];
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function listensOn(stack: string, name: string, port: number): Promise<boolean> {
  const found = await findReady({ stack, kind: "nodes", name });
  if (!found) return false;
  const request = { method: "GET", path: "/status", timeoutMs: STATUS_TIMEOUT_MS } as const;
  const status = await sendRequest(found.control, request, nodeStatusSchema).catch(() => null);
  return status?.replicas.some((replica) => replica.port === port) ?? false;
}
