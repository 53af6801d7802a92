/** A stack's resources as a tree of lines. Pure. */
import type { ResourceState } from "../../model.ts";
import { parseUrn, STACK_TYPE } from "../../resource/urn.ts";
import { table } from "../table.ts";

export interface TreeOptions {
  showIds?: boolean;
  showUrns?: boolean;
}

interface Placed {
  resource: ResourceState;
  /** `│  ├─ ` and the like. */
  branch: string;
  /** In front of what is said about it below. */
  margin: string;
}

const INDENT = "    ";

export function resourceTree(resources: readonly ResourceState[], options: TreeOptions): string[] {
  const placed = place(resources);
  const rows = placed.map(({ resource, branch }) => [branch + resource.type, parseUrn(resource.urn).name]);
  const [head = "", ...lines] = table(["TYPE", "NAME"], rows, INDENT);
  return [head, ...placed.flatMap((item, index) => [lines[index] ?? "", ...details(item, options)])];
}

function details({ resource: { urn, id }, margin }: Placed, { showIds, showUrns }: TreeOptions): string[] {
  const start = INDENT + margin;
  return [...(showUrns ? [`${start}URN: ${urn}`] : []), ...(showIds && id ? [`${start}ID: ${id}`] : [])];
}

/** Depth first below the stack; where there is none, or a parent is gone, in the order of the state. */
function place(resources: readonly ResourceState[]): Placed[] {
  const urns = new Set(resources.map(({ urn }) => urn));
  const root = resources.find(({ type, parent }) => type === STACK_TYPE && !parent);
  if (!root || resources.some(({ parent }) => parent && !urns.has(parent)))
    return resources.map((resource) => ({ resource, branch: "", margin: "    " }));
  const children = Map.groupBy(
    resources.filter((resource) => resource !== root),
    ({ parent }) => parent || root.urn,
  );
  const walk = (resource: ResourceState, before: string, branch: string): Placed[] => {
    // One that waits for its deletion has the URN of its replacement, and no children.
    const below = resource.delete ? [] : (children.get(resource.urn) ?? []);
    const inner = before + (BELOW[branch] ?? "");
    const margin = inner + (below.length > 0 ? "│  " : "   ");
    return [
      { resource, branch: before + branch, margin },
      ...below.flatMap((child, index) => walk(child, inner, index === below.length - 1 ? "└─ " : "├─ ")),
    ];
  };
  return walk(root, "", "");
}

/** What goes on below each kind of branch. */
const BELOW: Readonly<Record<string, string>> = { "├─ ": "│  ", "└─ ": "   " };
