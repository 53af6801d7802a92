/** What a configuration asks for, worked out: plain data, made without side effects. */
import type { StackConfig } from "../config/schema/index.ts";
import { planCells, type PlannedCell } from "./cells.ts";
import { planComparison } from "./comparison.ts";
import { stackPrices } from "../budget/stack-prices.ts";
import type { Declared } from "../../results/schema/analysis-plan.ts";
import type { Price } from "../../results/schema/prices.ts";
import { digest } from "../catalog/digest.ts";
import type { KubernetesPlan } from "./kubernetes.ts";
import { kubernetesPlan } from "./kubernetes/plan.ts";
import { matches } from "../catalog/labels.ts";
import { planLinks, type PlannedLink } from "./links.ts";
import { planNodes, type PlannedNode } from "./nodes/nodes.ts";
import { planNotes } from "./notes.ts";
import { schedule, type Placed, type Schedulable } from "./scheduler.ts";
import { ENTRY_SERVICE, servicesOf, type ServiceName } from "../catalog/services.ts";

export type { PlannedNode } from "./nodes/nodes.ts";

export interface PlannedLevel {
  name: string;
  users: number;
  spawnRatePerS: number;
  durationMs: number;
}

export interface PlannedService extends Schedulable {
  /** Instead of the workload's own. */
  resources?: NonNullable<StackConfig["workload"]["services"][ServiceName]>["resources"];
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
  workload: { name: string; port: number; services: PlannedService[]; entry: string };
  placement: Placed[];
  load: PlannedLoad;
  comparison: Declared;
  /** Stack that the results are compared with. Null: none. */
  baseline: string | null;
  /** Null: emulated nodes. */
  kubernetes: KubernetesPlan | null;
  /** What clouds bill for it; none of emulated nodes. */
  prices: Price[];
  /** Where the load generator sits, in words. */
  vantage: string;
  /** Equal digests: equal machines, networks and placement. */
  topologyDigest: string;
  workloadDigest: string;
  /** Deviations that a reader of the results must know. */
  notes: string[];
}

export function plannedServices(workload: StackConfig["workload"]): PlannedService[] {
  return servicesOf(workload).map((name) => {
    const own = workload.services[name as ServiceName];
    const { replicas = 1, nodeSelector = workload.nodeSelector, resources } = own ?? {};
    return { name, replicas, nodeSelector, ...(resources ? { resources } : {}) };
  });
}

/** Seconds. Prometheus asks whole machines, and keeps what it hears; the local scraper is next door. */
const scrapeIntervals = { emulated: 1, real: 5 };

function planLoad({ load, observability }: StackConfig, isEmulated: boolean): PlannedLoad {
  const ms = (seconds: number): number => Math.round(seconds * 1000);
  const { scenario, seed, thinkTimeFactor } = load;
  return {
    scenario,
    seed,
    thinkTimeFactor,
    levels: load.levels.map(({ durationS, ...level }) => ({ ...level, durationMs: ms(durationS) })),
    cells: load.enabled
      ? planCells(
          load.levels.map((level) => level.name),
          load.repeats,
          seed,
        )
      : [],
    warmUpMs: ms(load.warmUpS),
    gracefulStopMs: ms(load.gracefulStopS),
    marginMs: ms(load.marginS),
    scrapeIntervalMs: ms(
      observability.scrapeIntervalS ?? (isEmulated ? scrapeIntervals.emulated : scrapeIntervals.real),
    ),
  };
}

/** Emulated nodes get what the plan says. In a cluster Kubernetes decides, but for what has one node to go to. */
function planPlacement(services: readonly Schedulable[], nodes: readonly PlannedNode[], isEmulated: boolean): Placed[] {
  if (isEmulated) return schedule(services, nodes);
  const isPinned = ({ nodeSelector }: Schedulable): boolean =>
    nodes.filter(({ labels }) => matches(labels, nodeSelector)).length === 1;
  return schedule(services.filter(isPinned), nodes);
}

export function planOf(stack: string, config: StackConfig): Plan {
  const nodes = planNodes(stack, config.topology);
  const kubernetes = kubernetesPlan(stack, config, nodes);
  const isEmulated = kubernetes === null;
  const links = isEmulated
    ? planLinks(
        nodes.map((node) => node.name),
        config.topology.links,
      )
    : [];
  const services = plannedServices(config.workload);
  const placement = planPlacement(services, nodes, isEmulated);
  return {
    stack,
    nodes,
    links,
    workload: { name: config.workload.name, port: config.workload.port, services, entry: ENTRY_SERVICE },
    placement,
    load: planLoad(config, isEmulated),
    comparison: planComparison(config),
    baseline: config.comparison.baseline ?? null,
    kubernetes,
    prices: kubernetes ? stackPrices(nodes, kubernetes, config.budget.prices) : [],
    vantage: isEmulated ? "this machine, on the frontend's side of every link" : "this machine, outside the cluster",
    topologyDigest: digest({ nodes, links, placement, ...(kubernetes ? networkOf(kubernetes) : {}) }),
    workloadDigest: digest({
      name: config.workload.name,
      services,
      ...(kubernetes ? { profile: config.workload.profile } : {}),
    }),
    notes: planNotes(config, nodes, kubernetes),
  };
}

/** What of the cluster changes what a load measures; who may come in does not. */
const networkOf = ({ overlay, mtu, isAcrossWan, k3s: { version, disable } }: KubernetesPlan) => ({
  overlay,
  mtu,
  isAcrossWan,
  k3s: { version, disable },
});
