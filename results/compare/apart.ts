/** Which services a change of topology has taken away from the others, or brought back to them. */
import type { StackOutputs } from "../schema/outputs.ts";

type Placement = StackOutputs["placement"];

/** A sentence names so many services; more would say nothing. */
const MOST_NAMED = 2;

/** The services that are apart from the others on one side only, in alphabetical order; empty if they are more than two. */
export function movedApart(a: Placement, b: Placement): string[] {
  const [before, after] = [apart(a), apart(b)];
  const moved = [
    ...before.filter((each) => !after.includes(each)),
    ...after.filter((each) => !before.includes(each)),
  ].sort();
  return moved.length <= MOST_NAMED ? moved : [];
}

/** Services without a replica on the node that runs more services than any other; none if two nodes run equally many. */
function apart(placement: Placement): string[] {
  const services = new Map<string, Set<string>>();
  for (const { service, node } of placement)
    services.set(service, (services.get(service) ?? new Set<string>()).add(node));
  const counts = new Map<string, number>();
  for (const node of [...services.values()].flatMap((nodes) => [...nodes]))
    counts.set(node, (counts.get(node) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, most], [, more]) => more - most);
  if (!first || first[1] === second?.[1]) return [];
  return [...services].filter(([, nodes]) => !nodes.has(first[0])).map(([service]) => service);
}
