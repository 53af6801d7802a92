/** The plan of a stack: all that follows from its configuration, as plain data. Pure. */
import type { StackConfig } from "../config/schema/index.ts";
import { planComparison } from "./comparison.ts";
import type { AnalysisPlan } from "../../results/schema/analysis-plan.ts";
import { digest } from "../../base/digest.ts";
import { type KubernetesPlan, kubernetesPlan } from "./kubernetes.ts";
import { matches } from "../catalog/labels.ts";
import { planLinks, type PlannedLink, isMachine, planNodes, type MachineNode, type PlannedNode } from "./nodes.ts";
import { planLoad, type PlannedLoad } from "./load.ts";
import { planNotes } from "./notes.ts";
import { planPrograms, programServices, type PlannedProgram } from "./processes.ts";
import { schedule, type Placed, type Schedulable } from "./scheduler.ts";
import { ENTRY_SERVICE, servicesOf, type ServiceName } from "../catalog/services.ts";

export type { PlannedLoad } from "./load.ts";
export type { MachineNode, PlannedNode } from "./nodes.ts";

export interface PlannedService extends Schedulable {
  /** Instead of the workload's default resources. */
  resources?: NonNullable<StackConfig["workload"]["services"][ServiceName]>["resources"];
}

export interface PlannedWorkload {
  name: string;
  /** Port of the entry on this machine; 0: any free one. */
  port: number;
  services: PlannedService[];
  /** The service that users call. */
  entry: string;
  /** Programs of the user's own, with the path at which users enter. Null: another workload. */
  programs: { entryPath: string; list: PlannedProgram[] } | null;
}

interface CommonPlan {
  stack: string;
  nodes: PlannedNode[];
  links: PlannedLink[];
  workload: PlannedWorkload;
  placement: Placed[];
  load: PlannedLoad;
  comparison: AnalysisPlan;
  /** Stack that the results are compared with. Null: none. */
  baseline: string | null;
  /** What the stack may cost. */
  budget: {
    /** From the first `up`. */
    maxHours: number;
    /** US dollars until it is destroyed, without traffic. Null: no limit but that of hours. */
    maxCostUsd: number | null;
  };
  /** Prices that the user declared, instead of list prices. */
  ownPrices: OwnPrices;
  /** Location of the load generator, for readers. */
  vantage: string;
  /** Equal digests mean equal machines, networks and placement. */
  topologyDigest: string;
  workloadDigest: string;
  /** Notes for readers of the results. */
  notes: string[];
}

export type OwnPrices = StackConfig["budget"]["prices"];

/** Emulated nodes on this machine. */
export interface EmulatedPlan extends CommonPlan {
  kubernetes: null;
}

/** A Kubernetes cluster of real machines. */
export interface ClusterPlan extends CommonPlan {
  nodes: MachineNode[];
  kubernetes: KubernetesPlan;
}

export type Plan = EmulatedPlan | ClusterPlan;

function plannedServices(workload: StackConfig["workload"]): PlannedService[] {
  if (workload.processes) return programServices(workload);
  return servicesOf(workload).map((name) => {
    const own = workload.services[name as ServiceName];
    const { replicas = 1, nodeSelector = workload.nodeSelector, resources } = own ?? {};
    return { name, replicas, nodeSelector, ...(resources ? { resources } : {}) };
  });
}

/** Kubernetes decides the placement of pods. It is only known in advance for services that match a single node. */
function planPinned(services: readonly Schedulable[], nodes: readonly PlannedNode[]): Placed[] {
  const isPinned = ({ nodeSelector }: Schedulable): boolean =>
    nodes.filter(({ labels }) => matches(labels, nodeSelector)).length === 1;
  return schedule(services.filter(isPinned), nodes);
}

export function planOf(stack: string, config: StackConfig): Plan {
  const nodes = planNodes(stack, config.topology);
  if (nodes.every(isMachine)) return clusterPlan(stack, config, nodes);
  const links = planLinks(
    nodes.map((node) => node.name),
    config.topology.links,
  );
  const services = plannedServices(config.workload);
  const placement = schedule(services, nodes);
  return {
    ...commonParts(stack, config, services),
    nodes,
    links,
    placement,
    load: planLoad(config, true),
    kubernetes: null,
    vantage: `this machine, on ${config.workload.processes ? "the entry" : "the frontend"}'s side of every link`,
    topologyDigest: digest({ nodes, links, placement }),
    workloadDigest: digest(workloadIdentity(config.workload, services)),
    notes: planNotes(config, nodes, null),
  };
}

function clusterPlan(stack: string, config: StackConfig, nodes: MachineNode[]): ClusterPlan {
  const kubernetes = kubernetesPlan(stack, config, nodes);
  const services = plannedServices(config.workload);
  const placement = planPinned(services, nodes);
  const links: PlannedLink[] = [];
  const { name, profile, chart, imageRepository } = config.workload;
  return {
    ...commonParts(stack, config, services),
    nodes,
    links,
    placement,
    load: planLoad(config, false),
    kubernetes,
    vantage: "this machine, outside the cluster",
    topologyDigest: digest({ nodes, links, placement, ...networkOf(kubernetes) }),
    workloadDigest: digest({ name, services, profile, chart, imageRepository }),
    notes: planNotes(config, nodes, kubernetes),
  };
}

/** Resource and output of programs. */
const PROGRAMS = "processes";

function plannedWorkload(workload: StackConfig["workload"], services: PlannedService[]): PlannedWorkload {
  const { name, port, processes, entry } = workload;
  if (!processes || !entry) return { name, port, services, entry: ENTRY_SERVICE, programs: null };
  const own = processes.find((process) => process.name === entry.service)?.port ?? 0;
  const programs = { entryPath: entry.path, list: planPrograms(workload) };
  return { name: PROGRAMS, port: own || port, services, entry: entry.service, programs };
}

function workloadIdentity(workload: StackConfig["workload"], services: PlannedService[]) {
  const { name, processes, entry } = workload;
  return processes ? { name: PROGRAMS, services, programs: planPrograms(workload), entry } : { name, services };
}

function commonParts(stack: string, config: StackConfig, services: PlannedService[]) {
  return {
    stack,
    workload: plannedWorkload(config.workload, services),
    comparison: planComparison(config),
    baseline: config.comparison.baseline ?? null,
    budget: { maxHours: config.budget.maxHours, maxCostUsd: config.budget.maxCost ?? null },
    ownPrices: config.budget.prices,
  };
}

/** Properties of the cluster that affect results. Firewall rules do not. */
const networkOf = ({ overlay, mtu, isAcrossWan, k3s: { version, disable } }: KubernetesPlan) => ({
  overlay,
  mtu,
  isAcrossWan,
  k3s: { version, disable },
});
