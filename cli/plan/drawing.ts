/** Draws a plan: a box for each private network with its machines, and an arc for each connection between boxes. Pure. */
import type { Plan, PlannedNode } from "../../infra/topology/plan.ts";

const TITLES: Record<PlannedNode["cloud"], string> = {
  local: "this machine",
  azure: "Azure",
  gcp: "GCP",
  existing: "existing machine",
};

/** A node, or a machine that sends the load. */
type Drawn = Pick<PlannedNode, "name" | "cloud" | "size" | "site" | "machine"> & {
  role: PlannedNode["role"] | "generator";
};

const MARKS: Record<Drawn["role"], string> = { server: "*", agent: "-", generator: ">" };

/** Nodes and generators by their private network. Each emulated node is a network of its own. */
export function sitesOf(plan: Plan): { site: string; title: string; nodes: Drawn[] }[] {
  const drawn: Drawn[] = [...plan.nodes, ...plan.generators.map((each) => ({ ...each, role: "generator" as const }))];
  const names = [...new Set(drawn.map(({ site, name }) => site ?? name))];
  return names.map((site) => {
    const nodes = drawn.filter((node) => (node.site ?? node.name) === site);
    return { site, title: titleOf(nodes[0]!), nodes };
  });
}

function titleOf({ cloud, machine, site }: Drawn): string {
  if (machine?.kind === "cluster") return `existing cluster, ${[machine.provider, site].filter(Boolean).join(" ")}`;
  return machine?.kind === "azure" ? `${TITLES[cloud]} ${machine.region}` : TITLES[cloud];
}

export const delayText = ({ oneWayDelayMs, jitterMs }: Plan["links"][number]): string =>
  oneWayDelayMs + jitterMs === 0 ? "no delay" : `${oneWayDelayMs} ± ${jitterMs} ms each way`;

interface Arc {
  /** Positions of the boxes, in their order. */
  upper: number;
  lower: number;
  label: string;
}

/** The connection between every two boxes that have one. */
function arcsOf(plan: Plan, sites: readonly Ends[]): Arc[] {
  const pairs = sites.flatMap((_, upper) => sites.slice(upper + 1).map((_, i) => ({ upper, lower: upper + 1 + i })));
  return pairs.flatMap(({ upper, lower }) => {
    const label = connection(plan, sites[upper]!, sites[lower]!);
    return label === undefined ? [] : [{ upper, lower, label }];
  });
}

type Ends = { site: string; nodes: readonly Drawn[] };

function connection({ kubernetes: k8s, links }: Plan, a: Ends, b: Ends): string | undefined {
  const [ofA, ofB] = [a, b].map(({ nodes }) => nodes.some(({ role }) => role !== "generator"));
  // Generators alone connect with nodes only.
  if (!ofA || !ofB) return ofA || ofB ? "load, as users" : undefined;
  if (k8s) {
    const hasServer = [...a.nodes, ...b.nodes].some(({ role }) => role === "server");
    return `internet: ${k8s.overlay}${hasServer ? ", joins at 6443" : ""}`;
  }
  const link = links.find(({ between }) => between.includes(a.site) && between.includes(b.site));
  if (!link) return undefined;
  return links.length === 1 ? delayText(link) : `${a.site} <-> ${b.site}: ${delayText(link)}`;
}

/** More arcs than this are harder to follow than a list. */
const MAX_ARCS = 6;

/** The lines of the drawing; `*` marks the server, `>` a machine that sends the load. */
export function drawing(plan: Plan): string[] {
  const sites = sitesOf(plan);
  if (sites.length === 0) return [];
  const all = arcsOf(plan, sites);
  const arcs = all.length <= MAX_ARCS ? all : [];
  const boxes = sites.map(({ title, nodes }, i) => {
    const lines = nodes.map(({ name, role, size }) => `${MARKS[role]} ${name}  ${size}`);
    // Each arc ends at a line of its own.
    const ends = arcs.filter(({ upper, lower }) => upper === i || lower === i).length;
    return { title, lines: [...lines, ...Array<string>(Math.max(0, ends - lines.length)).fill("")] };
  });
  const width = Math.max(
    ...boxes.flatMap(({ title, lines }) => [title.length + 2, ...lines.map((line) => line.length)]),
  );
  const rule = (left: string, right: string, text = ""): string =>
    `${left}${text}${"─".repeat(width + 2 - text.length)}${right}`;
  const drawn = boxes.map(({ title, lines }) => [
    rule("┌", "┐", `─ ${title} `),
    ...lines.map((line) => `│ ${line.padEnd(width)} │`),
    rule("└", "┘"),
  ]);
  const tops = drawn.map((_, i) => drawn.slice(0, i).flat().length);
  const lines = withArcs(drawn.flat(), arcs, (box, end) => tops[box]! + 1 + end);
  return all.length <= MAX_ARCS ? lines : [...lines, `${all.length} connections between them: see below`];
}

/**
 * Draws the arcs to the right of the boxes. Arcs whose lines overlap are in different columns; `┼` is a crossing.
 * @param lineOf the line at which the nth arc of a box ends
 */
function withArcs(boxes: readonly string[], arcs: readonly Arc[], lineOf: (box: number, end: number) => number) {
  const canvas = boxes.map((line) => [...line]);
  const edge = canvas[0]!.length - 1;
  const ends = new Map<number, number>();
  const nextLine = (box: number): number => {
    const end = ends.get(box) ?? 0;
    ends.set(box, end + 1);
    return lineOf(box, end);
  };
  // From the lower end first: arcs from above take the first lines of a box, those to below take the last.
  const byLower = arcs.toSorted((a, b) => a.lower - b.lower || b.upper - a.upper);
  const to = new Map(byLower.map((arc) => [arc, nextLine(arc.lower)]));
  const from = new Map(
    arcs.toSorted((a, b) => a.upper - b.upper || b.lower - a.lower).map((arc) => [arc, nextLine(arc.upper)]),
  );
  const columns: { from: number; to: number }[][] = [];
  const placed = arcs
    .map((arc) => ({ label: arc.label, from: from.get(arc)!, to: to.get(arc)! }))
    .sort((a, b) => a.to - a.from - (b.to - b.from))
    .map((arc) => {
      const free = columns.findIndex((column) => column.every((other) => other.to < arc.from || other.from > arc.to));
      const column = free === -1 ? columns.push([]) - 1 : free;
      columns[column]!.push(arc);
      return { ...arc, column: edge + 2 + 2 * column };
    });
  const put = (line: number, column: number, mark: string): void => {
    const row = canvas[line]!;
    while (row.length <= column) row.push(" ");
    row[column] = row[column] === " " || column === edge ? mark : "┼";
  };
  for (const arc of placed) {
    for (const line of [arc.from, arc.to]) {
      put(line, edge, "├");
      for (let column = edge + 1; column < arc.column; column++) put(line, column, "─");
    }
    put(arc.from, arc.column, "┐");
    for (let line = arc.from + 1; line < arc.to; line++) put(line, arc.column, "│");
    put(arc.to, arc.column, "┘");
  }
  const right = edge + 2 * columns.length + 2;
  for (const { to, label } of placed) canvas[to] = [...canvas[to]!.join("").padEnd(right), ...label];
  return canvas.map((row) => row.join("").trimEnd());
}
