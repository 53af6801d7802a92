/** Draws a plan: a box for each private network with its machines, and the connections between boxes. Pure. */
import type { Plan, PlannedNode } from "../../infra/topology/plan.ts";

interface Box {
  title: string;
  lines: string[];
}

const TITLES: Record<PlannedNode["cloud"], string> = {
  local: "this machine",
  azure: "Azure",
  gcp: "GCP",
  existing: "existing machine",
};

/** Nodes by their private network. Each emulated node is a network of its own. */
export function sitesOf(plan: Plan): { site: string; title: string; nodes: PlannedNode[] }[] {
  const names = [...new Set(plan.nodes.map(({ site, name }) => site ?? name))];
  return names.map((site) => {
    const nodes = plan.nodes.filter((node) => (node.site ?? node.name) === site);
    const { cloud, machine } = nodes[0]!;
    const region = machine && "region" in machine && cloud === "azure" ? ` ${machine.region}` : "";
    return { site, title: `${TITLES[cloud]}${region}`, nodes };
  });
}

function boxOf(title: string, nodes: readonly PlannedNode[]): Box {
  return { title, lines: nodes.map(({ name, role, size }) => `${role === "server" ? "*" : "-"} ${name}  ${size}`) };
}

function drawn({ title, lines }: Box, width: number): string[] {
  const rule = (left: string, right: string, text = ""): string =>
    `${left}${text}${"─".repeat(width + 2 - text.length)}${right}`;
  return [rule("┌", "┐", `─ ${title} `), ...lines.map((line) => `│ ${line.padEnd(width)} │`), rule("└", "┘")];
}

/** Describes the connection between two boxes. */
function between(plan: Plan, from: string, to: string): string {
  const k8s = plan.kubernetes;
  if (k8s) return `internet: ${k8s.overlay}, joins at 6443`;
  const link = plan.links.find(({ between: ends }) => ends.includes(from) && ends.includes(to));
  return link ? `${link.oneWayDelayMs} ± ${link.jitterMs} ms each way` : "no link";
}

/** The lines of the drawing; `*` marks the server. */
export function drawing(plan: Plan): string[] {
  const sites = sitesOf(plan);
  const boxes = sites.map(({ title, nodes }) => boxOf(title, nodes));
  const width = Math.max(
    ...boxes.flatMap(({ title, lines }) => [title.length + 2, ...lines.map((line) => line.length)]),
  );
  return boxes.flatMap((box, i) => {
    if (i === 0) return drawn(box, width);
    const label = between(plan, sites[0]!.site, sites[i]!.site);
    return [`    ║ ${label}`, ...drawn(box, width)];
  });
}
