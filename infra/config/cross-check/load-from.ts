/** Checks of where a load comes from. */
import { nearest } from "../../../base/nearest.ts";
import { nodeRegion } from "../../catalog/labels.ts";
import { cloudRegion } from "../../catalog/regions.ts";
import { duplicates, type Problem } from "../problems.ts";
import type { Loose, LooseNode } from "./loose.ts";

/** Nodes with the role `load` are there for pods; pods need a cluster, and regions need pods or generators. */
export function checkLoadFrom({ topology, workload, load }: Loose): Problem[] {
  const { nodes } = topology;
  const emulated = nodes.flatMap(({ cloud, role }, i): Problem[] => {
    const path = `topology.nodes[${i}].role`;
    return cloud === "local" && role === "load"
      ? [{ path, found: '"load"', message: "is for nodes of a cluster: emulated nodes run no pods" }]
      : [];
  });
  const own = load.from === "cluster" ? checkPods({ topology, workload, load }) : [];
  const isBetweenRegions = load.regions !== undefined && own.length === 0;
  return [...emulated, ...own, ...(isBetweenRegions ? checkRegions({ topology, workload, load }, load.regions!) : [])];
}

type Parts = Pick<Loose, "topology" | "workload" | "load">;

function checkPods({ topology, workload }: Parts): Problem[] {
  const problem = (message: string): Problem[] => [{ path: "load.from", found: '"cluster"', message }];
  if (topology.nodes.some(({ cloud }) => cloud === "local"))
    return problem("needs a cluster: emulated nodes run no pods");
  return workload.url === undefined
    ? []
    : problem("needs a cluster, and the stack has none: `workload.url` runs elsewhere");
}

/** Each pool has nodes or generators, each target has nodes or a stack, and none is there twice. */
function checkRegions(
  { topology, workload, load }: Parts,
  { pools, targets }: NonNullable<Loose["load"]["regions"]>,
): Problem[] {
  const why = whyNoRegions({ workload, load });
  if (why !== null) return [{ path: "load.regions", message: why }];
  const { nodes } = topology;
  const pool = (i: number): string => `load.regions.pools[${i}]`;
  const target = (i: number): string => `load.regions.targets[${i}].region`;
  const known = {
    nodes: nodes.map((node) => regionOf(node, topology)),
    serving: nodes.filter(({ role }) => role !== "load").map((node) => regionOf(node, topology)),
    generators: load.generators.map((each) => each.region ?? regionOf({ ...each, labels: {} }, topology)),
  };
  // Nodes of an existing cluster are found later.
  const hasNodes = nodes.length > 0;
  const isFromNodes = load.from === "cluster";
  const [what, those] = isFromNodes ? ["a node", known.nodes] : ["a generator", known.generators];
  return [
    ...duplicates(pools, pool, "pool"),
    ...duplicates(
      targets.map(({ region }) => region),
      target,
      "target",
    ),
    ...pools.flatMap((region, i) => (isFromNodes && !hasNodes ? [] : checkKnown(pool(i), region, what, those))),
    ...targets.flatMap(({ region, stack }, i) =>
      hasNodes && stack === undefined
        ? checkKnown(target(i), region, "a node that runs the workload", known.serving)
        : [],
    ),
  ];
}

function checkKnown(path: string, region: string, what: string, those: readonly (string | undefined)[]): Problem[] {
  if (those.includes(region)) return [];
  const known = [...new Set(those.filter((each) => each !== undefined))];
  const message = `is not the region of ${what}; there are ${known.join(", ") || "none"}`;
  return [{ path, found: JSON.stringify(region), message, nearest: nearest(region, known) }];
}

/** Null: the load can run between regions. */
function whyNoRegions({ workload, load: { from } }: Omit<Parts, "topology">): string | null {
  const { url, exposure, canary } = workload;
  if (from === "here") return "needs `load.from: cluster` or `generators`: pods or machines are what runs in a region";
  if (from === "cluster") return null;
  if (url !== undefined) return "needs a cluster, and the stack has none: `workload.url` runs elsewhere";
  const isOfNode = ["NodePort", "LoadBalancer"].includes(exposure.kind) && canary === undefined;
  return isOfNode
    ? null
    : "needs users to enter at pods of the node that they connect to: from generators, use no canary, and the exposure NodePort or LoadBalancer";
}

const regionOf = (
  node: Pick<LooseNode, "cloud" | "labels" | "region">,
  topology: Loose["topology"],
): string | undefined => nodeRegion(node.labels, cloudRegion(node, topology));
