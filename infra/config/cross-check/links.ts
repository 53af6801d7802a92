/** Links and the nodes that they join. */
import { nearest, type Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

export function checkLinks({ topology: { nodes, links } }: Loose): Problem[] {
  const names = nodes.map((node) => node.name);
  const known = names.every((name) => name !== "");
  const seen = new Set<string>();
  return links.flatMap(({ between, oneWayDelayMs, jitterMs }, i): Problem[] => {
    const path = `topology.links[${i}].between`;
    const problems: Problem[] = [];
    if (jitterMs > oneWayDelayMs) {
      const message = `must be at most the delay (${oneWayDelayMs}): no byte arrives before it was sent`;
      problems.push({ path: `topology.links[${i}].jitterMs`, found: String(jitterMs), message });
    }
    if (between.length !== 2) return problems;
    const unknown = between.flatMap((name, end): Problem[] => {
      if (name === "" || !known || names.includes(name)) return [];
      const message = `is no node; nodes: ${names.join(", ")}`;
      return [{ path: `${path}[${end}]`, found: JSON.stringify(name), message, nearest: nearest(name, names) }];
    });
    problems.push(...unknown);
    if (between[0] === between[1] && between[0] !== "")
      problems.push({ path, found: JSON.stringify(between), message: "must name two different nodes" });
    const pair = JSON.stringify([...between].sort());
    if (seen.has(pair))
      problems.push({ path, found: JSON.stringify(between), message: "is a pair that has a link already" });
    seen.add(pair);
    return problems;
  });
}
