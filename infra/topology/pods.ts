/** The pods that a load comes from, and the nodes that they and their targets are on. Pure. */
import { counted } from "../../base/counted.ts";
import { number } from "../../base/format.ts";
import { NODE_IMAGE } from "../catalog/images.ts";
import { LOAD_LABEL, nodeRegion } from "../catalog/labels.ts";
import { LOAD_TOOLS } from "../catalog/load-tools.ts";
import { coresOf } from "../catalog/quantities.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { PlannedLevel } from "./levels.ts";
import type { PlannedNode } from "./nodes.ts";

export interface PlannedPods {
  /** Of each pool. */
  workers: number;
  image: string;
  requests: { cpu: string; memory: string };
  memoryLimit: string;
}

export function planPods({ from, pods, tool }: StackConfig["load"]): PlannedPods | null {
  if (from !== "cluster") return null;
  const { count: workers, cpu, memory } = pods;
  const image = pods.image ?? (tool === undefined ? NODE_IMAGE : LOAD_TOOLS[tool].image);
  return { workers, image, requests: { cpu, memory }, memoryLimit: memory };
}

type Node = Pick<PlannedNode, "name" | "labels" | "machine">;

/** Undefined: none is known. */
const regionOf = ({ labels, machine }: Node): string | undefined =>
  nodeRegion(labels, machine && "region" in machine ? machine.region : undefined);

/** Whether it is there for generators, and runs no service. */
export const isForLoad = ({ labels }: Pick<Node, "labels">): boolean => labels[LOAD_LABEL] === "true";

export interface Pool {
  /** Names of the nodes that its pods may run on. */
  nodes: string[];
  /** They run services too: there are no others. */
  isShared: boolean;
}

/** @param region null: any */
export function poolOf(nodes: readonly Node[], region: string | null): Pool {
  const there = nodes.filter((node) => region === null || regionOf(node) === region);
  const own = there.filter(isForLoad);
  const isShared = own.length === 0;
  return { nodes: (isShared ? there : own).map(({ name }) => name), isShared };
}

/** The pools of all levels. Region null: any. */
function poolsOf(nodes: readonly Node[], levels: readonly PlannedLevel[]): (Pool & { region: string | null })[] {
  const regions = [...new Set(levels.map((level) => level.regions?.from ?? null))];
  return regions.map((region) => ({ region, ...poolOf(nodes, region) }));
}

/** Pools that take cores from what they measure. */
export function sharedNotes(nodes: readonly Node[], levels: readonly PlannedLevel[]): string[] {
  return poolsOf(nodes, levels).flatMap(({ region, nodes: own, isShared }) => {
    const where = region === null ? "" : ` of ${region}`;
    return isShared
      ? [`pods of the load share ${own.join(", ")} with the workload: there is no node${where} with the role load`]
      : [];
  });
}

/** Pools whose pods request more CPU than their nodes have: some would never be scheduled. */
export function roomNotes(
  nodes: readonly (Node & Pick<PlannedNode, "cpus">)[],
  { count, cpu }: StackConfig["load"]["pods"],
  levels: readonly PlannedLevel[],
): string[] {
  const asked = count * coresOf(cpu)!;
  return poolsOf(nodes, levels).flatMap(({ nodes: own }) => {
    const there = nodes.filter(({ name }) => own.includes(name)).reduce((sum, { cpus }) => sum + cpus, 0);
    if (asked <= there) return [];
    return [
      `${counted(count, "pod")} of the load request ${number(asked)} CPU, and ${own.join(", ")} ${own.length === 1 ? "has" : "have"} ${number(there)}: ` +
        "some will not be scheduled without a smaller `load.pods.count` or `load.pods.cpu`, or more nodes with the role load",
    ];
  });
}

/** Nodes of the target's region, of which those with pods of the entry are its target. */
export const targetNodes = (nodes: readonly Node[], region: string): string[] =>
  nodes.filter((node) => !isForLoad(node) && regionOf(node) === region).map(({ name }) => name);

/** Where the load of a level comes from, for readers. @param regions of the level; default: of all levels together */
export function podVantage(
  nodes: readonly Node[],
  { workers }: PlannedPods,
  regions?: PlannedLevel["regions"],
): string {
  const { nodes: own, isShared } = poolOf(nodes, regions?.from ?? null);
  const region = regions ? ` in ${regions.from}` : "";
  const shared = isShared ? ", which also run the workload" : "";
  return `${counted(workers, "pod")} in the cluster${region}, on ${own.join(", ")}${shared}`;
}
