/** A plan as a Mermaid flowchart, for documents. Pure. */
import type { Plan } from "../../infra/topology/plan.ts";
import { delayText, sitesOf } from "./drawing.ts";

/** Mermaid's identifiers may not contain `-` or be one of its keywords. */
const id = (name: string): string => `n_${name.replaceAll("-", "_")}`;
const text = (words: string): string => `"${words.replaceAll('"', "#quot;")}"`;

export function mermaid(plan: Plan): string {
  const { kubernetes: k8s, workload } = plan;
  const installed = k8s ?? plan.existing;
  if (workload.url !== null)
    return ["flowchart LR", `  users(("users")) --> target[${text(workload.url)}]`, ""].join("\n");
  const boxes = sitesOf(plan).flatMap(({ site, title, nodes }) => [
    `  subgraph ${id(`site-${site}`)}[${text(title)}]`,
    ...nodes.map(({ name, role, size }) => `    ${id(name)}[${text(`${name}<br/>${role}, ${size}`)}]`),
    "  end",
  ]);
  const server = plan.nodes.find(({ role }) => role === "server");
  const joins =
    k8s && server
      ? k8s.joins.map(({ node, network }) => {
          const how = network === "public" ? "over the internet" : "privately";
          return `  ${id(node)} -->|${text(`joins ${how}, 6443/tcp`)}| ${id(server.name)}`;
        })
      : [];
  const links = plan.links.map((link) => {
    const [a, b] = link.between;
    return `  ${id(a)} <-->|${text(delayText(link))}| ${id(b)}`;
  });
  const entries = installed
    ? (installed.entry.move?.target ?? installed.entry.nodes)
    : [plan.placement.find(({ service }) => service === workload.entry)!.node];
  const users = entries.map((node) => `  users(("users")) -->|${text(entryPort(plan))}| ${id(node)}`);
  const loads = plan.generators.flatMap(({ name }) => entries.map((node) => `  ${id(name)} -->|"load"| ${id(node)}`));
  return ["flowchart LR", ...boxes, ...joins, ...links, ...users, ...loads, ""].join("\n");
}

function entryPort({ kubernetes, existing, workload }: Plan): string {
  const installed = kubernetes ?? existing;
  if (!installed) return workload.entry;
  const { openPort } = installed.entry.exposure;
  return openPort === null
    ? `${workload.entry}, a port that the cluster chooses`
    : `${workload.entry}, ${openPort}/tcp`;
}
