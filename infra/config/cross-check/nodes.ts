/** Checks of nodes and of their clouds. */
import { capacityOf, SIZES } from "../../catalog/sizes.ts";
import { nearest } from "../../../base/nearest.ts";
import { duplicates, type Problem } from "../problems.ts";
import { isCloud, type Loose, type LooseNode } from "./loose.ts";

/** Unique names, and exactly one server. */
export function checkNodes({ topology: { nodes } }: Loose): Problem[] {
  const names = nodes.map((node) => node.name);
  const problems = duplicates(names, (i) => `topology.nodes[${i}].name`, "node");
  const servers = nodes.filter((node) => node.role === "server").length;
  const known = nodes.every(({ role }) => ["", "server", "agent", "load"].includes(role));
  if (known && nodes.length > 0 && servers !== 1)
    problems.push({
      path: "topology.nodes",
      found: `${servers} servers`,
      message: "must contain exactly one node with role server",
    });
  return problems;
}

const KEY_OWNERS: Partial<Record<keyof LooseNode, readonly string[]>> = {
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

/** Keys that only some clouds have: other nodes would ignore them. */
export function checkKeys({ topology: { nodes } }: Loose): Problem[] {
  return nodes.flatMap((node, i) =>
    Object.entries(KEY_OWNERS).flatMap(([key, allowed]): Problem[] => {
      if (!isCloud(node.cloud) || allowed.includes(node.cloud)) return [];
      if (!isGiven(node[key as keyof LooseNode])) return [];
      const message = `is for ${allowed.join(" and ")} nodes; this is a node of ${node.cloud}`;
      return [{ path: `topology.nodes[${i}].${key}`, message }];
    }),
  );
}

/** Known sizes, or sizes whose capacity is given. */
export function checkSizes({ topology: { nodes } }: Loose): Problem[] {
  return nodes.flatMap(({ cloud, size, cpus, memoryMiB }, i): Problem[] => {
    if (!isCloud(cloud) || size === undefined) return [];
    const path = `topology.nodes[${i}].size`;
    const known = Object.keys(SIZES[cloud]);
    const found = JSON.stringify(size);
    if (cloud === "existing")
      return [{ path, found, message: "is not for existing machines; set `cpus` and `memoryMiB`" }];
    if (known.includes(size)) return [];
    const near = nearest(size, known);
    const hint = near === undefined ? {} : { nearest: near };
    if (cloud === "local") return [{ path, found, message: `must be one of ${known.join(", ")}`, ...hint }];
    if (capacityOf({ cloud, size, cpus, memoryMiB })) return [];
    const message = `is not one of ${known.join(", ")}; any other machine type needs \`cpus\` and \`memoryMiB\``;
    return [{ path, found, message, ...hint }];
  });
}

/** Combinations of clouds, and what each cloud requires. */
export function checkClouds({ topology: { nodes, overlay } }: Loose): Problem[] {
  const emulated = nodes.filter(({ cloud }) => cloud === "local").length;
  const real = nodes.filter(({ cloud }) => ["azure", "gcp", "existing"].includes(cloud)).length;
  const mixed: Problem[] =
    emulated > 0 && real > 0
      ? [
          {
            path: "topology.nodes",
            found: `${emulated} local, ${real} real`,
            message: "must be all `local` or none: no network joins emulated nodes with real ones",
          },
        ]
      : [];
  const machines = nodes.flatMap((node, i): Problem[] => {
    const path = `topology.nodes[${i}]`;
    const problems: Problem[] = [];
    if (node.cloud === "existing") {
      if (node.role === "server" && node.join === "manual")
        problems.push({
          path: `${path}.join`,
          found: '"manual"',
          message: "must be ssh on the server, which sets up everything else",
        });
      if (node.behindNat === true && node.publicIp === undefined && overlay !== "wireguard-native")
        problems.push({
          path: `${path}.behindNat`,
          found: "true",
          message:
            "needs a `publicIp` that is forwarded to the machine: VXLAN peers cannot send packets to a machine behind a NAT otherwise",
        });
    }
    if (node.zone !== undefined && node.region !== undefined && !node.zone.startsWith(`${node.region}-`))
      problems.push({
        path: `${path}.zone`,
        found: JSON.stringify(node.zone),
        message: `must be a zone of region ${node.region}`,
      });
    return problems;
  });
  return [...mixed, ...machines];
}
