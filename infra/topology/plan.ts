/** What a configuration asks for, worked out: plain data, made without side effects. */
import type { StackConfig } from "../config/schema.ts";
import { planCells, type PlannedCell } from "./cells.ts";
import { digest } from "./digest.ts";
import type { KubernetesPlan } from "./kubernetes.ts";
import { ownLabels, type Labels } from "./labels.ts";
import { planLinks, type PlannedLink } from "./links.ts";
import type { Machine } from "./machines.ts";
import { planNotes } from "./notes.ts";
import { schedule, type Placed, type Schedulable } from "./scheduler.ts";
import { entryService, serviceNames } from "./services.ts";
import { sizes } from "./sizes.ts";

export interface PlannedNode {
  name: string;
  cloud: StackConfig["topology"]["nodes"][number]["cloud"];
  role: "server" | "agent";
  /** A named size, or a cloud's own name of a machine type. */
  size: string;
  cpus: number;
  memoryMiB: number;
  /** All that the node will have, its role labels too. */
  labels: Labels;
  /** `key=value:Effect` */
  taints: string[];
  /** Private network that it is in. Null: emulated. */
  site: string | null;
  /** Null: emulated. */
  machine: Machine | null;
}

export interface PlannedLevel {
  name: string;
  users: number;
  spawnRatePerS: number;
  durationMs: number;
}

export interface PlannedLoad {
  scenario: string;
  levels: PlannedLevel[];
  cells: PlannedCell[];
  seed: number;
  thinkTimeFactor: number;
  warmUpMs: number;
  gracefulStopMs: number;
  /** How long after its planned end a cell may run before it is cut off. */
  marginMs: number;
  scrapeIntervalMs: number;
}

export interface Plan {
  stack: string;
  nodes: PlannedNode[];
  links: PlannedLink[];
  workload: { name: string; port: number; services: Schedulable[]; entry: string };
  placement: Placed[];
  load: PlannedLoad;
  /** Null: emulated nodes. */
  kubernetes: KubernetesPlan | null;
  /** Where the load generator sits, in words. */
  vantage: string;
  /** Equal digests: equal machines, networks and placement. */
  topologyDigest: string;
  workloadDigest: string;
  /** Deviations that a reader of the results must know. */
  notes: string[];
}

export function plannedNodes(nodes: StackConfig["topology"]["nodes"]): PlannedNode[] {
  return nodes.map(({ name, cloud, role, size, labels }) => ({
    name,
    cloud,
    role,
    size,
    ...sizes[size],
    labels: { ...ownLabels(name, role), ...labels },
    taints: [],
    site: null,
    machine: null,
  }));
}

export function plannedServices(workload: StackConfig["workload"]): Schedulable[] {
  return serviceNames.map((name) => ({
    name,
    replicas: workload.services[name]?.replicas ?? 1,
    nodeSelector: workload.services[name]?.nodeSelector ?? workload.nodeSelector,
  }));
}

function planLoad({ load, observability }: StackConfig): PlannedLoad {
  const ms = (seconds: number): number => Math.round(seconds * 1000);
  const { scenario, seed, thinkTimeFactor } = load;
  return {
    scenario,
    seed,
    thinkTimeFactor,
    levels: load.levels.map(({ durationS, ...level }) => ({ ...level, durationMs: ms(durationS) })),
    cells: planCells(
      load.levels.map((level) => level.name),
      load.repeats,
      seed,
    ),
    warmUpMs: ms(load.warmUpS),
    gracefulStopMs: ms(load.gracefulStopS),
    marginMs: ms(load.marginS),
    scrapeIntervalMs: ms(observability.scrapeIntervalS),
  };
}

export function planOf(stack: string, config: StackConfig): Plan {
  const nodes = plannedNodes(config.topology.nodes);
  const links = planLinks(
    nodes.map((node) => node.name),
    config.topology.links,
  );
  const services = plannedServices(config.workload);
  const placement = schedule(services, nodes);
  return {
    stack,
    nodes,
    links,
    workload: { name: config.workload.name, port: config.workload.port, services, entry: entryService },
    placement,
    load: planLoad(config),
    kubernetes: null,
    vantage: "this machine, on the frontend's side of every link",
    topologyDigest: digest({ nodes, links, placement }),
    workloadDigest: digest({ name: config.workload.name, services }),
    notes: planNotes(config),
  };
}
