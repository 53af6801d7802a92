/** Keys of a node that only some clouds have: elsewhere they would be read by nobody. */
import type { Problem } from "../problems.ts";
import { isCloud, type Loose, type LooseNode } from "./loose.ts";

const owners: Partial<Record<keyof LooseNode, readonly string[]>> = {
  taints: ["azure", "gcp", "existing"],
  region: ["azure", "gcp"],
  zone: ["gcp"],
  spot: ["azure", "gcp"],
  diskGiB: ["azure", "gcp"],
  publicIp: ["existing"],
  privateIp: ["existing"],
  behindNat: ["existing"],
  join: ["existing"],
  sshUser: ["existing"],
  sshPort: ["existing"],
  hostKey: ["existing"],
};

const isGiven = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

export function checkKeys({ topology: { nodes } }: Loose): Problem[] {
  return nodes.flatMap((node, i) =>
    Object.entries(owners).flatMap(([key, allowed]): Problem[] => {
      if (!isCloud(node.cloud) || allowed.includes(node.cloud)) return [];
      if (!isGiven(node[key as keyof LooseNode])) return [];
      const message = `is for nodes of ${allowed.join(" and ")}; this one is of ${node.cloud}`;
      return [{ path: `topology.nodes[${i}].${key}`, message }];
    }),
  );
}
