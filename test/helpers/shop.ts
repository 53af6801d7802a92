/** The storefront on one emulated node, all services with one replica: a real target for tests and benches. */
import type { ReplicaStatus, Route } from "../../lab/protocol/node.ts";
import { SERVICES } from "../../lab/protocol/services.ts";
import { NODE_ENTRY, startDaemon, type Daemon } from "./daemon.ts";

export interface ShopOnNode {
  /** URL of the frontend, such as `http://127.0.0.1:41234`. */
  url: string;
  node: Daemon;
  replicas: ReplicaStatus[];
  /** Ends all its processes and removes its folder. */
  close(): Promise<void>;
}

/** Takes about two seconds. `cpus` is the node's quota, if cgroups allow one. */
export async function startShop({ cpus = 2 }: { cpus?: number } = {}): Promise<ShopOnNode> {
  const node = await startDaemon(NODE_ENTRY, { name: "shop", cpus, memoryMiB: 2048, controlPort: 0 });
  try {
    const replicas = await startReplicas(node, SERVICES);
    await putRoutes(node, routesTo(replicas, "shop", false));
    const { port } = replicas.find(({ service }) => service === "frontend")!;
    return { url: `http://127.0.0.1:${port}`, node, replicas, close: () => node.close() };
  } catch (error) {
    await node.close();
    throw error;
  }
}

/** One replica of each service named, on any free port. */
export async function startReplicas(node: Daemon, services: readonly string[]): Promise<ReplicaStatus[]> {
  const asked = services.map((service) => ({ service, replica: 0, port: 0, env: {} }));
  const { status, body } = await node.ask("PUT", "/replicas", { replicas: asked });
  if (status !== 200) throw new Error(`PUT /replicas: ${body.code}: ${body.message}`);
  return body.replicas;
}

export const routesTo = (replicas: ReplicaStatus[], node: string, remote: boolean): Record<string, Route[]> =>
  Object.fromEntries(
    replicas.map(({ service, replica, port }) => [
      service,
      [{ url: `http://127.0.0.1:${port}`, node, replica, remote }],
    ]),
  );

export async function putRoutes(node: Daemon, routes: Record<string, Route[]>): Promise<void> {
  const { status, body } = await node.ask("PUT", "/routes", { routes });
  if (status !== 200) throw new Error(`PUT /routes: ${body.code}: ${body.message}`);
}
