/** What a drawing of a stack shows: nodes, the services on them, and the links between them. */
import { roundTripMs } from "../../../compare/round-trips.ts";
import type { StackOutputs } from "../../../schema/outputs.ts";
import { quantity } from "../../../../base/format.ts";

export interface TopologyGraph {
  nodes: TopologyNode[];
  links: TopologyLink[];
}

export interface TopologyNode {
  name: string;
  /** Role, place and size, such as `server, azure westeurope, 2 CPUs`. */
  description: string;
  services: { name: string; replicas: number; isEntry: boolean }[];
}

export interface TopologyLink {
  /** Indices of two different nodes, the smaller one first. */
  between: [number, number];
  /** `30 ms one way` as emulated, or `61 ms round trip` as measured. */
  label: string;
}

/** `null` if the nodes were not recorded, as in imported runs. */
export function topologyGraph(outputs: StackOutputs | null): TopologyGraph | null {
  if (!outputs || outputs.nodes.length === 0) return null;
  const entries = new Set(Object.keys(outputs.endpoints));
  const nodes = outputs.nodes.map(({ name, role, cpus }) => {
    const placed = outputs.placement.filter(({ node }) => node === name).map(({ service }) => service);
    const services = [...Map.groupBy(placed, (service) => service)].map(([service, replicas]) => ({
      name: service,
      replicas: replicas.length,
      isEntry: entries.has(service),
    }));
    const size = `${cpus} ${cpus === 1 ? "CPU" : "CPUs"}`;
    return {
      name,
      description: [role, placeOf(outputs, name), size].filter((part) => part !== "").join(", "),
      services,
    };
  });
  return { nodes, links: linksOf(outputs) };
}

function placeOf({ plan }: StackOutputs, name: string): string {
  const { cloud = "local", region = "" } = plan.nodes.find((node) => node.name === name) ?? {};
  return cloud === "local" ? "" : `${cloud} ${region}`.trim();
}

/** As emulated, or else as measured by the pre-flight. */
function linksOf(outputs: StackOutputs): TopologyLink[] {
  const names = outputs.nodes.map(({ name }) => name);
  if (outputs.plan.links.length > 0)
    return outputs.plan.links.flatMap(({ between, oneWayDelayMs }) => {
      const [from = -1, to = -1] = between.map((name) => names.indexOf(name)).sort((a, b) => a - b);
      return from >= 0 && from !== to
        ? [{ between: [from, to] satisfies [number, number], label: `${quantity(oneWayDelayMs, "ms")} one way` }]
        : [];
    });
  if (!outputs.cluster) return [];
  return names.flatMap((from, index) =>
    names.slice(index + 1).flatMap((to, step): TopologyLink[] => {
      const rttMs = roundTripMs(outputs, from, to);
      return rttMs === null
        ? []
        : [{ between: [index, index + 1 + step], label: `${quantity(rttMs, "ms")} round trip` }];
    }),
  );
}

/** The same in words, for screen readers. */
export function topologyText({ nodes, links }: TopologyGraph): string {
  const placed = nodes.map(({ name, description, services }) => {
    const list = services.map(({ name, replicas }) => (replicas === 1 ? name : `${name} × ${replicas}`)).join(", ");
    return `${name} (${description}): ${list === "" ? "no services" : list}`;
  });
  const linked = links.map(({ between: [from, to], label }) => `${nodes[from]!.name} – ${nodes[to]!.name}: ${label}`);
  return [...placed, ...linked].join(". ");
}
