/** Routes from each emulated node to each service: directly, or through the link to the replica's node. Pure. */
import type { Placed } from "../../topology/scheduler.ts";

export interface RunningReplica extends Placed {
  port: number;
}

export interface Forward {
  id: string;
  from: string;
  to: string;
  target: string;
}

export interface Route {
  url: string;
  node: string;
  replica: number;
  /** Over a link. */
  remote: boolean;
}

export interface LinkEnds {
  name: string;
  between: readonly [string, string];
}

const urlOf = (port: number): string => `http://127.0.0.1:${port}`;
const forwardId = ({ service, replica }: Placed, from: string): string => `${service}-${replica}-from-${from}`;

/** The forwards of a link: every replica at one end but the entry's, for callers at the other end. */
export function planForwards(replicas: readonly RunningReplica[], link: LinkEnds, entry: string): Forward[] {
  return replicas.flatMap((replica) => {
    const { service, node: to, port } = replica;
    if (service === entry || !link.between.includes(to)) return [];
    const from = link.between.find((end) => end !== to)!;
    return [{ id: forwardId(replica, from), from, to, target: urlOf(port) }];
  });
}

/** @param forwardUrls by forward id */
export function planRoutes(
  replicas: readonly RunningReplica[],
  node: string,
  entry: string,
  forwardUrls: ReadonlyMap<string, string>,
): Record<string, Route[]> {
  const routes: Record<string, Route[]> = {};
  for (const replica of replicas) {
    if (replica.service === entry) continue;
    const remote = replica.node !== node;
    const url = remote ? forwardUrls.get(forwardId(replica, node)) : urlOf(replica.port);
    if (url === undefined) throw new Error(`no link from ${node} to ${replica.service} on ${replica.node}`);
    (routes[replica.service] ??= []).push({ url, node: replica.node, replica: replica.replica, remote });
  }
  return routes;
}
