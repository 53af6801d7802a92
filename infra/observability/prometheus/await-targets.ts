/** Waits before a load until Prometheus answers and scrapes every target, and says meanwhile what is not ready. */
import { startWallClock, type WallClock } from "../../../base/clock.ts";
import { messageOf } from "../../../base/errors.ts";
import { KubeApi } from "../../kubernetes/api.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import { namespaceClient, type Pod } from "../../kubernetes/namespace.ts";
import { NAMESPACE, PROMETHEUS_SERVICE } from "../names.ts";
import type { PrometheusAccess, PrometheusSource } from "../source.ts";
import { connectPrometheus, PrometheusClient } from "./client.ts";
import { missingTargets, type TargetState } from "./targets.ts";

/** Longest wait in each state. */
const LIMITS_MS = {
  /** A server that is restarting answers again sooner. */
  "no-api": 120_000,
  /** Helm waits for no pod that the operator creates, and its image may still be on its way to a new machine. */
  "no-prometheus": 600_000,
  /** Prometheus discovers targets and scrapes each for the first time within some intervals. */
  "no-target": 60_000,
} as const;
const TARGETS_INTERVALS = 12;
const TOTAL_LIMIT_MS = 900_000;
const MAX_POLL_MS = 5_000;

export interface AwaitTools {
  clock: WallClock;
  /** Called with what is not ready, whenever that changes. */
  say(line: string): void;
  /** Whether to give up. */
  isStopped(): boolean;
}

export interface Awaited {
  /** What was missing last; empty: every target is up. */
  problems: string[];
  waitedMs: number;
}

/** Never throws. */
export async function awaitTargets(
  source: PrometheusSource,
  { clock = startWallClock(), say = () => undefined, isStopped = () => false }: Partial<AwaitTools> = {},
): Promise<Awaited> {
  const startedAt = clock.now();
  const limitsMs = {
    ...LIMITS_MS,
    "no-target": Math.max(LIMITS_MS["no-target"], TARGETS_INTERVALS * source.intervalMs),
  };
  let since: { state: keyof typeof LIMITS_MS | null; at: number } = { state: null, at: startedAt };
  let said = "";
  for (;;) {
    const { state, problems } = await readState(source);
    const at = clock.now();
    const waitedMs = at - startedAt;
    if (state === null) return { problems: [], waitedMs };
    if (state !== since.state) since = { state, at };
    const isOver = at - since.at >= limitsMs[state] || waitedMs >= TOTAL_LIMIT_MS;
    if (isOver || isStopped()) return { problems, waitedMs };
    const line = `waiting for ${problems.join("; ")}`;
    if (line !== said) say(line);
    said = line;
    await clock.sleep(Math.min(source.intervalMs, MAX_POLL_MS));
  }
}

interface Readiness {
  /** Null: every target is up. */
  state: keyof typeof LIMITS_MS | null;
  problems: string[];
}

async function readState(source: PrometheusSource): Promise<Readiness> {
  let missing: string[] | null = null;
  let why = "";
  try {
    missing = await readMissing(source);
    if (missing.length === 0) return { state: null, problems: [] };
  } catch (error) {
    why = `Prometheus does not answer: ${messageOf(error)}`;
  }
  try {
    const pods = await podProblems(source.access);
    if (missing) return { state: "no-target", problems: [...missing, ...pods] };
    return { state: "no-prometheus", problems: [...pods, why] };
  } catch (error) {
    return { state: "no-api", problems: [`the Kubernetes API does not answer: ${messageOf(error)}`] };
  }
}

async function readMissing({ access, targets }: PrometheusSource): Promise<string[]> {
  const connection = connectPrometheus(access);
  try {
    const series = await new PrometheusClient(connection).query("up", Date.now());
    const states = series.map(({ labels, points }): TargetState => {
      return { job: labels.job ?? "", instance: labels.instance ?? "", isUp: points.at(-1)?.value === 1 };
    });
    return missingTargets(targets, states);
  } finally {
    await connection.close();
  }
}

/** Of the monitoring's pods, as the API server knows them. */
async function podProblems(access: PrometheusAccess): Promise<string[]> {
  // The pods of a Prometheus that is already there are not ours.
  if ("url" in access || access.service) return [];
  const api = new KubeApi(parseKubeconfig(access.kubeconfig));
  try {
    return unreadyPods(await namespaceClient(api, NAMESPACE).pods());
  } finally {
    await api.close();
  }
}

/** Pure. @returns one message per pod that is not Ready, and one if Prometheus has none */
export function unreadyPods(pods: readonly Pod[]): string[] {
  const unready = pods
    .filter(({ ready, isTerminating }) => !ready && !isTerminating)
    .map(({ name, node, waitingReason }) => {
      const why = waitingReason ?? (node === null ? "not scheduled" : `not ready on ${node}`);
      return `pod ${name} in ${NAMESPACE}: ${why}`;
    });
  if (pods.some(({ name }) => name.startsWith(`prometheus-${PROMETHEUS_SERVICE}-`))) return unready;
  return [...unready, `Prometheus has no pod in ${NAMESPACE}: its operator creates it, so see whether that runs`];
}
