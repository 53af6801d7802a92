/** Checks of where a load comes from. */
import { nearest } from "../../../base/nearest.ts";
import { REGION_LABEL } from "../../catalog/labels.ts";
import { duplicates, type Problem } from "../problems.ts";
import type { Loose, LooseNode } from "./loose.ts";

/** Nodes with the role `load` are there for pods; pods need a cluster, and regions need pods. */
export function checkLoadFrom({ topology, workload, load }: Loose): Problem[] {
  const { nodes } = topology;
  const emulated = nodes.flatMap(({ cloud, role }, i): Problem[] => {
    const path = `topology.nodes[${i}].role`;
    return cloud === "local" && role === "load"
      ? [{ path, found: '"load"', message: "is for nodes of a cluster: emulated nodes run no pods" }]
      : [];
  });
  return [...emulated, ...(load.from === "cluster" ? checkPods({ topology, workload, load }) : checkHere(load))];
}

const checkHere = ({ regions }: Loose["load"]): Problem[] =>
  regions === undefined
    ? []
    : [{ path: "load.regions", message: "needs `load.from: cluster`: pods are what runs in a region" }];

function checkPods({
  topology,
  workload,
  load: { tool, regions },
}: Pick<Loose, "topology" | "workload" | "load">): Problem[] {
  const problem = (message: string): Problem[] => [{ path: "load.from", found: '"cluster"', message }];
  if (topology.nodes.some(({ cloud }) => cloud === "local"))
    return problem("needs a cluster: emulated nodes run no pods");
  if (workload.url !== undefined)
    return problem("needs a cluster, and the stack has none: `workload.url` runs elsewhere");
  if (tool !== undefined) return problem("is for scenarios: a tool runs on this machine");
  // Those of an existing cluster are found later.
  return regions === undefined || topology.nodes.length === 0 ? [] : checkRegions(topology, regions);
}

/** Each pool has nodes, each target has nodes or a stack, and none is there twice. */
function checkRegions(
  topology: Loose["topology"],
  { pools, targets }: NonNullable<Loose["load"]["regions"]>,
): Problem[] {
  const { nodes } = topology;
  const known = [...new Set(nodes.flatMap((node) => regionOf(node, topology) ?? []))];
  const serving = new Set(nodes.filter(({ role }) => role !== "load").map((node) => regionOf(node, topology)));
  const names = targets.map(({ region }) => region);
  const unknown = (path: string, region: string, what: string): Problem => ({
    path,
    found: JSON.stringify(region),
    message: `is not the region of ${what}; regions of nodes: ${known.join(", ") || "none"}`,
    nearest: nearest(region, known),
  });
  return [
    ...duplicates(pools, (i) => `load.regions.pools[${i}]`, "pool"),
    ...duplicates(names, (i) => `load.regions.targets[${i}].region`, "target"),
    ...pools.flatMap((region, i) =>
      known.includes(region) ? [] : [unknown(`load.regions.pools[${i}]`, region, "a node")],
    ),
    ...targets.flatMap(({ region, stack }, i) =>
      stack !== undefined || serving.has(region)
        ? []
        : [unknown(`load.regions.targets[${i}].region`, region, "a node that runs the workload")],
    ),
  ];
}

/** As the plan has it: of its label, else of its cloud. */
function regionOf({ cloud, labels, region }: LooseNode, { azure, gcp }: Loose["topology"]): string | undefined {
  const own = cloud === "azure" ? (region ?? azure.region) : cloud === "gcp" ? (region ?? gcp.region) : undefined;
  return labels[REGION_LABEL] ?? own;
}
