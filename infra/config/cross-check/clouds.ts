/** Machines, and what their cloud, or their owner, has to bring. */
import type { Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

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
          message: "must be ssh on the server: everything else is set up from there",
        });
      if (node.behindNat === true && node.publicIp === undefined && overlay !== "wireguard-native")
        problems.push({
          path: `${path}.behindNat`,
          found: "true",
          message:
            "needs a `publicIp` that is forwarded to the machine: peers begin to send VXLAN themselves, and reach nothing behind a translation",
        });
    }
    if (node.zone !== undefined && node.region !== undefined && !node.zone.startsWith(`${node.region}-`))
      problems.push({
        path: `${path}.zone`,
        found: JSON.stringify(node.zone),
        message: `must be a zone of region ${node.region}`,
      });
    if (node.cloud === "existing" && node.join === "manual") return problems;
    return problems;
  });
  return [...mixed, ...machines];
}
