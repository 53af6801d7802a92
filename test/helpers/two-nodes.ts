/** The storefront on two emulated nodes with a link between: the frontend on `far`, everything else on `near`. */
import type { ReplicaStatus, Route } from "../../lab/protocol/node.ts";
import { SERVICES } from "../../lab/protocol/services.ts";
import { LINK_ENTRY, NODE_ENTRY, startDaemon, type Daemon } from "./daemon.ts";
import { putRoutes, routesTo, startReplicas } from "./shop.ts";

export interface ShopOnTwoNodes {
  url: string;
  near: Daemon;
  far: Daemon;
  link: Daemon;
  /** Of both nodes. */
  replicas: ReplicaStatus[];
  close(): Promise<void>;
}

const SIZE = { cpus: 2, memoryMiB: 2048, controlPort: 0 };

export async function startShopOnTwoNodes(oneWayDelayMs: number, jitterMs: number): Promise<ShopOnTwoNodes> {
  const started: Daemon[] = [];
  const close = async () => {
    await Promise.all(started.map((daemon) => daemon.close()));
  };
  const start = async (entry: string, fields: Record<string, unknown>) => {
    const daemon = await startDaemon(entry, fields);
    started.push(daemon);
    return daemon;
  };
  try {
    const [near, far, link] = await Promise.all([
      start(NODE_ENTRY, { ...SIZE, name: "near" }),
      start(NODE_ENTRY, { ...SIZE, name: "far" }),
      start(LINK_ENTRY, {
        name: "far-near",
        between: ["far", "near"],
        oneWayDelayMs,
        jitterMs,
        bandwidthMbitPerS: 100,
        seed: 1,
      }),
    ]);
    const behind = await startReplicas(
      near,
      SERVICES.filter((service) => service !== "frontend"),
    );
    const front = await startReplicas(far, ["frontend"]);
    await putRoutes(near, routesTo(behind, "near", false));
    await putRoutes(far, await overLink(link, behind));
    return { url: `http://127.0.0.1:${front[0]!.port}`, near, far, link, replicas: [...front, ...behind], close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Routes of the far node: each service through its own entry of the link. */
async function overLink(link: Daemon, replicas: ReplicaStatus[]): Promise<Record<string, Route[]>> {
  const forwards = replicas.map(({ service, port }) => ({
    id: service,
    from: "far",
    to: "near",
    target: `http://127.0.0.1:${port}`,
  }));
  const { body } = await link.ask("PUT", "/forwards", { forwards });
  return Object.fromEntries(
    (body.forwards as { id: string; url: string }[]).map(({ id, url }) => [
      id,
      [{ url, node: "near", replica: 0, remote: true }],
    ]),
  );
}
