/** One measurement of a scaling study: a variant of a stack under a number of users. */
import { meets, plateausOf, type LoadPoint, type Objective } from "../derived/index.ts";
import type { CellOutput, StackOutputs, Usage } from "../schema/outputs.ts";
import type { Recommendation } from "../schema/recommendation.ts";

/** A run of a study, as the archive has it. */
export interface ScalingRun {
  variant: string;
  /** The service that is scaled. */
  service: string;
  outputs: StackOutputs;
}

/** Largest use during the load, and what it is of what all replicas request and may use; `null` if it is not known. */
export interface Use {
  max: number | null;
  requestPct: number | null;
  limitPct: number | null;
}

export interface ScalingPoint {
  users: number;
  runId: string;
  /** Mean response time of successful requests. */
  avgMs: number | null;
  p95Ms: number | null;
  /** 0–100. */
  errorPct: number | null;
  /** Requests per second, failed ones included. */
  ratePerS: number;
  /** Cores. */
  cpu: Use;
  /** Bytes. */
  memory: Use;
  /** Containers that were killed for lack of memory. */
  oomKills: number | null;
  restarts: number | null;
  /** Replicas that ran: on average and at most. */
  replicas: { avg: number | null; max: number | null };
  /** What a VerticalPodAutoscaler recommended once this load, and those before it, had ended; `null` if none did. */
  recommended: Recommendation | null;
  /** Why this load is too much: objectives that do not hold, or a target that was down; empty if it is not. */
  broke: string[];
  /** Why the figures say nothing of the target; empty if they do. */
  invalid: string[];
}

export const usersOf = ({ plan }: Pick<StackOutputs, "plan">): number =>
  Math.max(0, ...plan.levels.map(({ users }) => users ?? 0));

/** Reasons of an invalid result that are the target's, not the generator's. */
const OF_THE_TARGET = new Set(["target-down"]);

/** @param objectives that a load within the capacity meets */
export function pointOf({ service, outputs }: ScalingRun, objectives: readonly Objective[]): ScalingPoint {
  const { load, runId } = outputs;
  const usages = load.flatMap(({ metrics }) => metrics?.services.find(({ name }) => name === service) ?? []);
  const reasons = load.flatMap(({ result }) => (result.status === "invalid" ? result.reasons : []));
  const requests = sum(load.map(({ result }) => result.overall.requests));
  const failures = sum(load.map(({ result }) => result.overall.failures));
  const failed = objectives.filter((objective) =>
    load.some((cell) => meets(cell.result.overall, [objective]) === false),
  );
  const down = reasons.filter(({ code }) => OF_THE_TARGET.has(code)).map(({ message }) => message);
  const others = reasons.filter(({ code }) => !OF_THE_TARGET.has(code)).map(({ message }) => message);
  return {
    users: usersOf(outputs),
    runId,
    avgMs: mean(load.map(({ result }) => result.overall.latencyMs.avg)),
    p95Ms: mean(load.map(({ result }) => result.overall.latencyMs.p95)),
    errorPct: requests === 0 ? null : (100 * failures) / requests,
    ratePerS: sum(load.map(({ result }) => result.overall.ratePerS)) / Math.max(1, load.length),
    cpu: useOf(usages, { used: "cpuCores", request: "cpuRequestPct", limit: "cpuPct" }),
    memory: useOf(usages, { used: "memoryBytes", request: "memoryRequestPct", limit: "memoryPct" }),
    oomKills: total(usages.map(({ oomKills = null }) => oomKills)),
    restarts: total(usages.map(({ restarts }) => restarts)),
    replicas: {
      avg: mean(usages.map(({ replicas }) => replicas?.avg ?? null)),
      max: most(usages.map(({ replicas }) => replicas?.max ?? null)),
    },
    recommended: recommendationsFor(service, load).at(-1) ?? null,
    broke: [...new Set([...failed.map(({ text }) => `not ${text}`), ...down])],
    // A load that is too much for the target also makes what the generator reports doubtful.
    invalid: down.length > 0 ? [] : [...new Set(others)],
  };
}

/** One for each cell that has one. */
const recommendationsFor = (service: string, load: readonly CellOutput[]): Recommendation[] =>
  load.flatMap(({ recommendations = [] }) =>
    "problem" in recommendations ? [] : recommendations.filter((each) => each.service === service),
  );

/** Throughput while all users were there, to which knees and laws are fitted: one for each cell that is valid. */
export function loadPointsOf({ outputs: { load } }: ScalingRun): LoadPoint[] {
  return load.filter(({ result }) => result.status !== "invalid").map(atAllUsers);
}

function atAllUsers(cell: CellOutput): LoadPoint {
  const last = plateausOf(cell).at(-1);
  const { ratePerS, latencyMs } = last?.overall ?? cell.result.overall;
  return { load: last?.load ?? Number(cell.result.spec["users"]), ratePerS, p95Ms: latencyMs.p95 };
}

type GaugeName = "cpuCores" | "cpuPct" | "cpuRequestPct" | "memoryBytes" | "memoryPct" | "memoryRequestPct";

function useOf(
  usages: readonly Usage[],
  { used, request, limit }: Record<"used" | "request" | "limit", GaugeName>,
): Use {
  const largest = (name: GaugeName) => most(usages.map((usage) => usage[name]?.max ?? null));
  return { max: largest(used), requestPct: largest(request), limitPct: largest(limit) };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** Of those that are known. */
function mean(values: readonly (number | null)[]): number | null {
  const own = known(values);
  return own.length === 0 ? null : sum(own) / own.length;
}

const most = (values: readonly (number | null)[]): number | null =>
  known(values).length === 0 ? null : Math.max(...known(values));

const total = (values: readonly (number | null)[]): number | null =>
  known(values).length === 0 ? null : sum(known(values));
