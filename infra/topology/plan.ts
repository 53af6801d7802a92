/** The plan of a stack: all that follows from its configuration, as plain data. Pure. */
import type { Application, Call } from "../applications/application.ts";
import { applicationOf } from "../applications/find.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { ServiceResources } from "../config/schema/workload.ts";
import { planCanary, withCanary, type PlannedCanary } from "./canary.ts";
import { planComparison } from "./comparison.ts";
import type { AnalysisPlan } from "../../results/schema/analysis-plan.ts";
import { digest } from "../../base/digest.ts";
import { defaultNamespace, planExisting, planFoundNodes, type ExistingPlan, type FoundCluster } from "./existing.ts";
import { type KubernetesPlan, kubernetesPlan, networkOf } from "./kubernetes.ts";
import { planLinks, type PlannedLink, isMachine, planNodes, type MachineNode, type PlannedNode } from "./nodes.ts";
import { planGenerators, vantageOf, type PlannedGenerator } from "./generators.ts";
import { planLoad, type PlannedLoad } from "./load.ts";
import { entryNotes, planNotes } from "./notes.ts";
import { planObservability, type PlannedObservability } from "./observability.ts";
import { podVantage } from "./pods.ts";
import { schedule, type Placed } from "./scheduler.ts";
import { isCounted, plannedServices, planPinned, resourcesOf, type PlannedService } from "./services.ts";

export type { PlannedGenerator } from "./generators.ts";
export type { PlannedLoad } from "./load.ts";
export type { MachineNode, PlannedNode } from "./nodes.ts";
export type { PlannedService } from "./services.ts";

/** The application under test, as far as it is known before it is installed. */
export interface PlannedWorkload {
  name: string;
  /** For readers. */
  title: string;
  /** Port of the entry on this machine; 0: any free one. */
  port: number;
  services: PlannedService[];
  /** Requests and limits of services' replicas, as far as they are known before they are installed. */
  resources: Readonly<Record<string, ServiceResources>>;
  /** The service that users call. */
  entry: string;
  /** Null: unknown, or reported in responses. */
  calls: Call[] | null;
  /** Where it runs already. Null: it is installed. */
  url: string | null;
  /** Programs of the user's own, with the path at which users enter. Null: another workload. */
  programs: Application["programs"];
}

interface CommonPlan {
  stack: string;
  nodes: PlannedNode[];
  links: PlannedLink[];
  workload: PlannedWorkload;
  placement: Placed[];
  load: PlannedLoad;
  /** Machines that send it; none: this one does. */
  generators: PlannedGenerator[];
  comparison: AnalysisPlan;
  observability: PlannedObservability;
  /** Stack that the results are compared with. Null: none. */
  baseline: string | null;
  /** A new version of a service beside it. Null: none. */
  canary: PlannedCanary | null;
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

/** Emulated nodes on this machine; or none, for what runs already. */
export interface EmulatedPlan extends CommonPlan {
  kubernetes: null;
  existing: null;
}

/** A Kubernetes cluster of real machines. */
export interface ClusterPlan extends CommonPlan {
  nodes: MachineNode[];
  kubernetes: KubernetesPlan;
  existing: null;
}

/** An existing Kubernetes cluster. */
export interface ExistingClusterPlan extends CommonPlan {
  kubernetes: null;
  existing: ExistingPlan;
}

export type Plan = EmulatedPlan | ClusterPlan | ExistingClusterPlan;

/**
 * @param found what the existing cluster of `topology.cluster` is
 * @throws {TypeError} without it, if the configuration names such a cluster
 */
export function planOf(stack: string, config: StackConfig, found: FoundCluster | null = null): Plan {
  const plan = planFromHere(stack, config, found);
  const { nodes, generators, vantage: here, load } = plan;
  return { ...plan, vantage: load.pods ? podVantage(nodes, load.pods) : vantageOf(generators, here) };
}

function planFromHere(stack: string, config: StackConfig, found: FoundCluster | null): Plan {
  if (config.topology.cluster) return existingPlan(stack, config, found);
  const nodes = planNodes(stack, config.topology);
  const application = applicationOf(config);
  if (config.workload.url !== undefined) return runningPlan(stack, config, application);
  if (nodes.every(isMachine)) return clusterPlan(stack, config, application, nodes);
  const links = planLinks(
    nodes.map((node) => node.name),
    config.topology.links,
  );
  const services = plannedServices(application, config.workload);
  const placement = schedule(services.filter(isCounted), nodes);
  return {
    ...commonParts(stack, config, application, services),
    nodes,
    links,
    placement,
    load: planLoad(config, application, true),
    kubernetes: null,
    existing: null,
    vantage: `this machine, on ${application.programs ? "the entry" : "the frontend"}'s side of every link`,
    topologyDigest: digest({ nodes, links, placement }),
    notes: planNotes(config, application, nodes, null),
  };
}

/** Without machines of its own. */
function runningPlan(stack: string, config: StackConfig, application: Application): EmulatedPlan {
  return {
    ...commonParts(stack, config, application, []),
    ...{ nodes: [], links: [], placement: [] },
    load: planLoad(config, application, false),
    kubernetes: null,
    existing: null,
    vantage: "this machine",
    topologyDigest: digest({ url: config.workload.url }),
    notes: [
      ...planNotes(config, application, [], null),
      "only responses were measured: nothing is known of the machines behind the URL",
    ],
  };
}

function clusterPlan(stack: string, config: StackConfig, application: Application, nodes: MachineNode[]): ClusterPlan {
  const kubernetes = kubernetesPlan(stack, config, application, nodes, planGenerators(stack, config));
  const canary = planCanary(config, application);
  const services = withCanary(plannedServices(application, config.workload), canary, config.workload.nodeSelector);
  const placement = planPinned(services, nodes);
  return {
    ...commonParts(stack, config, application, services, canary),
    nodes,
    links: [],
    placement,
    load: planLoad(config, application, false),
    kubernetes,
    existing: null,
    vantage: "this machine, outside the cluster",
    topologyDigest: digest({ nodes, links: [], placement, ...networkOf(kubernetes) }),
    notes: [...planNotes(config, application, nodes, kubernetes), ...entryNotes(kubernetes.entry, canary)],
  };
}

function existingPlan(stack: string, config: StackConfig, found: FoundCluster | null): ExistingClusterPlan {
  if (found === null) throw new TypeError("the existing cluster was not asked for its nodes");
  const application = applicationOf(config, config.topology.cluster!.namespace ?? defaultNamespace(stack));
  const nodes = planFoundNodes(config, found);
  const existing = planExisting(stack, config, application, nodes, found);
  const canary = planCanary(config, application);
  const own = withCanary(plannedServices(application, config.workload), canary, config.workload.nodeSelector);
  const common = commonParts(stack, config, application, own, canary);
  const services = common.workload.services.map((service) => ({
    ...service,
    nodeSelector: { ...existing.nodeSelector, ...service.nodeSelector },
  }));
  return {
    ...common,
    workload: { ...common.workload, services },
    nodes,
    links: [],
    placement: planPinned(services, nodes),
    load: planLoad(config, application, false),
    kubernetes: null,
    existing,
    vantage: "this machine, outside the cluster",
    topologyDigest: digest({ services: services.map(placingOf), nodes: kindsOf(nodes) }),
    notes: [...planNotes(config, application, nodes, null), ...entryNotes(existing.entry, canary)],
  };
}

const placingOf = ({ name, replicas, nodeSelector }: PlannedService) => ({ name, replicas, nodeSelector });

/** Without names, which change whenever a cluster replaces its nodes: what they are, and how many of each. */
const kindsOf = (nodes: readonly PlannedNode[]): string[] =>
  nodes.map(({ size, cpus, memoryMiB, site, taints }) => digest({ size, cpus, memoryMiB, site, taints })).sort();

function commonParts(
  stack: string,
  config: StackConfig,
  application: Application,
  services: PlannedService[],
  canary: PlannedCanary | null = null,
) {
  const { name, title, entry, calls, programs, identity } = application;
  const { url = null } = config.workload;
  const port = programs?.list.find(({ service }) => service === entry.service)?.port || config.workload.port;
  return {
    stack,
    workload: {
      ...{ name, title, port, services, resources: resourcesOf(application, config.workload) },
      ...{ entry: entry.deployment ?? entry.service, calls, url, programs },
    },
    workloadDigest: digest({ name, services, ...identity, ...(canary ? { canary } : {}) }),
    generators: planGenerators(stack, config),
    comparison: planComparison(config),
    observability: planObservability(config),
    baseline: config.comparison.baseline ?? null,
    canary,
    budget: { maxHours: config.budget.maxHours, maxCostUsd: config.budget.maxCost ?? null },
    ownPrices: config.budget.prices,
  };
}
