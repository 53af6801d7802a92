/** Waits until Deployments and their pods reach a desired state, and probes meanwhile whether a Service answers. */
import { startWallClock, type WallClock } from "../../../base/clock.ts";
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";
import { KubeApi } from "../../kubernetes/api.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import { nodesClient, type NodesClient } from "../../kubernetes/nodes.ts";
import { namespaceClient, type Deployment, type NamespaceClient, type Pod } from "../../kubernetes/namespace.ts";

/** Deployments and pods of a namespace at one time. */
export interface WorkloadState {
  deployments: Deployment[];
  pods: Pod[];
}

/** @returns why the request failed; null: it was served. Never throws. */
export type Probe = () => Promise<string | null>;

export interface ProbeCounts {
  sent: number;
  failed: number;
  /** The longest time from the first failure in a row to the next success; 0 without failures. */
  longestOutageMs: number;
  /** Message of the first failure. */
  firstFailure: string | null;
}

class ProbeRecord {
  readonly counts: ProbeCounts = { sent: 0, failed: 0, longestOutageMs: 0, firstFailure: null };
  #failingSince: number | null = null;

  /** @param endedAt when the outcome was known */
  add(failure: string | null, sentAt: number, endedAt: number): void {
    this.counts.sent++;
    if (failure !== null) {
      this.counts.failed++;
      this.counts.firstFailure ??= failure;
      this.#failingSince ??= sentAt;
    }
    if (this.#failingSince !== null)
      this.counts.longestOutageMs = Math.max(this.counts.longestOutageMs, endedAt - this.#failingSince);
    if (failure === null) this.#failingSince = null;
  }
}

/** A user would have given up on a slower request. */
const PROBE_TIMEOUT_MS = 1_000;

const httpProbe =
  (get: (timeoutMs: number) => Promise<{ status: number }>): Probe =>
  () =>
    get(PROBE_TIMEOUT_MS).then(
      ({ status }) => (status >= 200 && status < 400 ? null : `HTTP ${status}`),
      (error: unknown) => messageOf(error),
    );

export interface WaitContext {
  client: NamespaceClient;
  nodes: NodesClient;
  clock: WallClock;
  probe?: Probe;
}

export interface WaitResult {
  /** The state that was waited for. */
  state: WorkloadState;
  /** Time of day at which it was reached. */
  at: number;
  probes: ProbeCounts;
}

const POLL_MS = 250;

export async function readState(client: NamespaceClient): Promise<WorkloadState> {
  const [deployments, pods] = await Promise.all([client.deployments(), client.pods()]);
  return { deployments, pods };
}

/**
 * @param what for the error message: "moving frontend to edge-node"
 * @param missing what is not yet as desired, one message each; empty: done
 * @throws {InfraError} ROLLOUT_FAILED after `timeoutMs`, with what was missing last
 */
export async function waitUntil(
  what: string,
  missing: (state: WorkloadState) => string[] | Promise<string[]>,
  { client, clock, probe }: Omit<WaitContext, "nodes">,
  timeoutMs: number,
): Promise<WaitResult> {
  const startedAt = clock.now();
  const record = new ProbeRecord();
  let last: string[] = ["no state was read yet"];
  const probeOnce = async (): Promise<void> => {
    if (!probe) return;
    const sentAt = clock.now();
    record.add(await probe(), sentAt, clock.now());
  };
  const pollOnce = async (): Promise<Omit<WaitResult, "probes"> | undefined> => {
    try {
      const state = await readState(client);
      last = await missing(state);
      return last.length === 0 ? { state, at: clock.now() } : undefined;
    } catch (error) {
      // An API server that is busy for a moment must not end the wait.
      last = [messageOf(error)];
      return undefined;
    }
  };
  for (;;) {
    const [reached] = await Promise.all([pollOnce(), probeOnce()]);
    if (reached) return { ...reached, probes: record.counts };
    if (clock.now() - startedAt >= timeoutMs) break;
    await clock.sleep(POLL_MS);
  }
  const lines = [`Timed out after ${timeoutMs} ms while ${what}:`, ...last.map((line) => `  - ${line}`)];
  throw new InfraError("ROLLOUT_FAILED", lines.join("\n"));
}

export interface ClusterAccess {
  /** Secret. */
  kubeconfig: string;
  namespace: string;
}

/** A page of a Service, requested through the API server, which takes any of its pods on any node. */
export interface ProbedService {
  service: string;
  port: number;
  path: string;
}

/** Runs `work` with a connection to the cluster. */
export type WithCluster = <T>(
  access: ClusterAccess,
  probed: ProbedService | null,
  work: (context: WaitContext) => Promise<T>,
) => Promise<T>;

export const withCluster: WithCluster = async ({ kubeconfig, namespace }, probed, work) => {
  const api = new KubeApi(parseKubeconfig(kubeconfig));
  const context: WaitContext = {
    client: namespaceClient(api, namespace),
    nodes: nodesClient(api),
    clock: startWallClock(),
  };
  if (probed) {
    const page = `/api/v1/namespaces/${namespace}/services/${probed.service}:${probed.port}/proxy${probed.path}`;
    context.probe = httpProbe((timeoutMs) => api.send(page, { timeoutMs }));
  }
  try {
    return await work(context);
  } finally {
    await api.close();
  }
};
