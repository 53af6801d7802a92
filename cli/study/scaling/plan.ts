/** Which variants of a stack a scaling study measures, and under how many users. Pure. */
import { timesQuantity } from "../../../infra/catalog/quantities.ts";
import type { Autoscale, ServiceResources } from "../../../infra/config/schema/workload.ts";
import { shortNotes } from "../../../infra/topology/notes.ts";
import type { Plan } from "../../../infra/topology/plan.ts";
import type { Changes } from "../variant.ts";

export const VARIANTS = ["initial", "vertical", "horizontal", "hpa", "vpa"] as const;
export type VariantName = (typeof VARIANTS)[number];

export interface ScalingLoad {
  users: number[];
  steps: number;
  rampS: number;
  holdS: number;
}

/** What the study needs to know of the stack. */
export interface ScaledStack {
  plan: Plan;
  service: string;
  /** Of the service among `workload.processes`; `null`: its settings are in `workload.services`. */
  process: number | null;
}

export interface PlannedVariant {
  name: VariantName;
  /** What differs from the stack file, in words. */
  what: string;
  changes: Changes;
}

/** A variant that the stack cannot have, and why. */
export interface MissingVariant {
  name: VariantName;
  reason: string;
}

const FACTOR = 2;
/** As in Kubernetes' own walkthrough of autoscaling. */
const DEFAULT_AUTOSCALE: Autoscale = { min: 1, max: 10, cpu: 50 };

export const isMissing = (variant: PlannedVariant | MissingVariant): variant is MissingVariant => "reason" in variant;

/** The variants that were asked for, in the order in which they are measured: those that need more in the cluster come last. */
export function planVariants(stack: ScaledStack, asked: readonly VariantName[]): (PlannedVariant | MissingVariant)[] {
  const make: Record<VariantName, (of: ScaledStack) => PlannedVariant | MissingVariant> = {
    initial: () => ({ name: "initial", what: "as in the stack file", changes: unscaled(stack) }),
    vertical,
    horizontal,
    hpa,
    vpa,
  };
  return VARIANTS.filter((name) => asked.includes(name)).map((name) => make[name](stack));
}

const settings = ({ service, process }: ScaledStack): [string, ...(string | number)[]] =>
  process === null ? ["workload", "services", service] : ["workload", "processes", process];

const isEmulated = ({ kubernetes, existing }: Plan): boolean => kubernetes === null && existing === null;

const plannedService = ({ plan, service }: ScaledStack) => plan.workload.services.find(({ name }) => name === service)!;

/** Without autoscalers, which only `hpa` and `vpa` have. */
function unscaled(stack: ScaledStack): Changes {
  const { autoscale } = plannedService(stack);
  return [...(autoscale ? [[[...settings(stack), "autoscale"], undefined] as const] : []), ...unrecommended(stack)];
}

const unrecommended = (stack: ScaledStack): Changes =>
  plannedService(stack).recommend ? [[[...settings(stack), "recommend"], undefined]] : [];

/** Twice the requests and limits of each replica; emulated nodes without limits of their own replicas become twice as large. */
function vertical(stack: ScaledStack): PlannedVariant | MissingVariant {
  const { plan, service, process } = stack;
  const own = plan.workload.resources[service];
  const resources = own && doubled(own);
  if (resources) {
    const change =
      process === null ? { key: "resources", value: resources } : { key: "limits", value: resources.limits };
    return {
      name: "vertical",
      what: `each replica of ${service} with ${amountsText(resources)}`,
      changes: [...unscaled(stack), [[...settings(stack), change.key], change.value]],
    };
  }
  if (!isEmulated(plan)) {
    const reason = `requests and limits of ${service} are not known before it is installed: set \`workload.services.${service}.resources\``;
    return { name: "vertical", reason };
  }
  return {
    name: "vertical",
    what: `nodes with ${FACTOR} times the CPU and memory`,
    changes: plan.nodes.flatMap(({ cpus, memoryMiB }, i): Changes => [
      [["topology", "nodes", i, "cpus"], FACTOR * cpus],
      [["topology", "nodes", i, "memoryMiB"], FACTOR * memoryMiB],
    ]),
  };
}

function horizontal(stack: ScaledStack): PlannedVariant | MissingVariant {
  const { service } = stack;
  const before = plannedService(stack).replicas ?? plannedService(stack).autoscale?.min;
  if (before === undefined) {
    const reason = `the number of replicas of ${service} is not known before it is installed: set \`workload.services.${service}.replicas\``;
    return { name: "horizontal", reason };
  }
  const replicas = FACTOR * before;
  return {
    name: "horizontal",
    what: `${replicas} replicas of ${service}`,
    changes: [...unscaled(stack), [[...settings(stack), "replicas"], replicas]],
  };
}

function hpa(stack: ScaledStack): PlannedVariant | MissingVariant {
  const { plan, service } = stack;
  if (isEmulated(plan))
    return { name: "hpa", reason: "only Kubernetes changes the number of replicas; emulated nodes do not" };
  const { autoscale = DEFAULT_AUTOSCALE } = plannedService(stack);
  const { min, max, cpu } = autoscale;
  return {
    name: "hpa",
    what: `${min} to ${max} replicas of ${service}, by a HorizontalPodAutoscaler at ${cpu} % of the requested CPU`,
    changes: [
      ...unrecommended(stack),
      [[...settings(stack), "replicas"], undefined],
      [[...settings(stack), "autoscale"], autoscale],
    ],
  };
}

function vpa(stack: ScaledStack): PlannedVariant | MissingVariant {
  const { plan, service } = stack;
  if (isEmulated(plan)) return { name: "vpa", reason: "only Kubernetes recommends requests; emulated nodes do not" };
  if (plan.existing)
    return {
      name: "vpa",
      reason: "its recommender watches all pods of a cluster, and this one is not the stack's own",
    };
  return {
    name: "vpa",
    what: `as initial, with what a VerticalPodAutoscaler recommends for ${service} after each load, which changes nothing; after a short load, the bounds of a recommendation are far apart`,
    changes: [...unscaled(stack), [[...settings(stack), "recommend"], true]],
  };
}

/** `undefined` if there is nothing to double. */
function doubled({ requests, limits }: ServiceResources): ServiceResources | undefined {
  const both = { requests: doubledAmounts(requests), limits: doubledAmounts(limits) };
  return both.requests || both.limits ? both : undefined;
}

function doubledAmounts(amounts: ServiceResources["limits"] = {}): ServiceResources["limits"] {
  const entries = Object.entries(amounts).flatMap(([key, amount]) => {
    const twice = amount === undefined ? undefined : timesQuantity(amount, FACTOR);
    return twice === undefined ? [] : [[key, twice]];
  });
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as ServiceResources["limits"]);
}

function amountsText({ requests, limits }: ServiceResources): string {
  const text = (amounts: ServiceResources["limits"], kind: string): string[] =>
    amounts ? [`${kind} ${Object.values(amounts).join(", ")}`] : [];
  return [...text(requests, "requests"), ...text(limits, "limits")].join(" and ");
}

/** What of the figures each measurement will be too short for. */
export function loadNotes(plan: Plan, { rampS, holdS }: Pick<ScalingLoad, "rampS" | "holdS">): string[] {
  if (isEmulated(plan) || plan.observability === "none") return [];
  const notes = shortNotes([{ name: "each measurement", durationMs: 1000 * (rampS + holdS), stages: [] }], 0);
  return notes.map((note) => `${note}; \`--hold 1m\` is long enough`);
}

/** The level that measures a number of users. */
const levelName = (users: number): string => `users-${users}`;

/**
 * The load of one measurement: all users in equal steps, then all of them for a while. There is no rehearsal, because an
 * autoscaler would react to it, and questions to other levels than this one have no answer.
 */
export const loadChanges = ({ steps, rampS, holdS }: ScalingLoad, users: number): Changes => [
  [
    ["load", "levels"],
    [{ name: levelName(users), users, shape: "steps", steps: Math.min(steps, users), rampS, holdS }],
  ],
  [["load", "rehearsalS"], 0],
  [["workload", "killPod"], false],
  // By default, a load that changes decides nothing; but the same load was given to all variants.
  [["comparison", "primaries"], [{ level: levelName(users), metric: "p50" }]],
  [["comparison", "baseline"], undefined],
];
