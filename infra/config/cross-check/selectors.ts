/** Pins, and the nodes that they leave. */
import { matches, ownLabels, type Labels } from "../../catalog/labels.ts";
import type { Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

export function checkSelectors({ topology: { nodes }, workload }: Loose): Problem[] {
  if (nodes.length === 0 || nodes.some((node) => node.name === "")) return [];
  const all = nodes.map((node) => ({
    ...ownLabels(node.name, node.role === "server" ? "server" : "agent"),
    ...node.labels,
  }));
  const check = (path: string, selector: Labels): Problem[] => {
    if (all.some((nodeLabels) => matches(nodeLabels, selector))) return [];
    const message = "matches no node of topology.nodes; give a node these labels";
    return [{ path, found: JSON.stringify(selector), message }];
  };
  return [
    ...check("workload.nodeSelector", workload.nodeSelector),
    ...Object.entries(workload.services).flatMap(([service, { nodeSelector }]) =>
      nodeSelector ? check(`workload.services.${service}.nodeSelector`, nodeSelector) : [],
    ),
  ];
}
