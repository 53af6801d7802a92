/** Nodes among themselves. */
import type { Problem } from "../problems.ts";
import { duplicates } from "./duplicates.ts";
import type { Loose } from "./loose.ts";

export function checkNodes({ topology: { nodes } }: Loose): Problem[] {
  const names = nodes.map((node) => node.name);
  const problems = duplicates(names, (i) => `topology.nodes[${i}].name`, "node");
  const servers = nodes.filter((node) => node.role === "server").length;
  const known = nodes.every(({ role }) => ["", "server", "agent"].includes(role));
  if (known && nodes.length > 0 && servers !== 1)
    problems.push({
      path: "topology.nodes",
      found: `${servers} servers`,
      message: "must have exactly one of role server",
    });
  return problems;
}
