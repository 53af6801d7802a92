/** The pods of one load: started, watched and deleted. */
import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import pLimit from "p-limit";
import { counted } from "../../base/counted.ts";
import { messageOf } from "../../base/errors.ts";
import { InfraError } from "../errors.ts";
import type { JobClient, PodWork } from "./client.ts";
import type { PodPool } from "./objects.ts";
import type { PodState } from "./pod-state.ts";

export interface PoolTools {
  client: JobClient;
  /** Starts a command in a pod, and opens a stream to it. */
  exec: (namespace: string, pod: string, command: readonly string[], signal?: AbortSignal) => Promise<Duplex>;
  sleep: (ms: number) => Promise<unknown>;
  /** Monotonic, in milliseconds. */
  now: () => number;
  /** Ends the wait for pods that are not ready. */
  isStopped: () => boolean;
}

export interface PoolOptions extends PodWork {
  /** Until all pods must run, images pulled. */
  readyLimitMs: number;
}

const POLL_MS = 1_000;
/** Deletes at a time. */
const DELETES = 20;
/** For all pods, their ConfigMap and their namespace to be gone. */
const DELETE_LIMIT_MS = 60_000;

/** A pod of a load that runs. */
export interface LoadPod {
  /** As in messages and results. */
  place: { name: string; machine: string | undefined };
  /** Null: not known. */
  address: string | null;
  /** Starts a command in it, and opens a stream to that. */
  exec: (command: readonly string[], signal?: AbortSignal) => Promise<Duplex>;
  kill: () => void;
  /** How it ended, once it has. */
  ended: Promise<string>;
}

/** The running pods of a load. */
export class LoadPods {
  readonly #tools: PoolTools;
  readonly namespace: string;
  readonly #pods: WatchedPod[];
  #isWatched = true;
  readonly #watch: Promise<void>;

  private constructor(tools: PoolTools, namespace: string, pods: readonly PodState[]) {
    this.#tools = tools;
    this.namespace = namespace;
    const limit = pLimit(DELETES);
    this.#pods = pods.map(
      (pod) =>
        new WatchedPod(pod, {
          exec: (command, signal) => tools.exec(namespace, pod.name, command, signal),
          kill: () => limit(() => tools.client.deletePod(namespace, pod.name)),
        }),
    );
    this.#watch = this.#watchPods();
  }

  /**
   * Creates the pods and waits until all run.
   * @throws {InfraError} LOAD_PODS_FAILED with what is wrong with each pod, and KUBERNETES_API; nothing is left then, unless the
   * API server does not answer for a minute
   */
  static async start(tools: PoolTools, { readyLimitMs, ...work }: PoolOptions): Promise<LoadPods> {
    const { client } = tools;
    const { owner, pool } = work;
    const deleteEarlier = async (): Promise<boolean> => {
      const earlier = await client.leftOver(owner.stack);
      for (const namespace of earlier) await client.deleteAll(namespace);
      return earlier.length === 0;
    };
    // Their pods end at once, though a namespace may take long.
    await deleted(tools, () => deleteEarlier().then(() => true));
    const suffix = randomBytes(4).toString("hex");
    const whole = { ...work, limitMs: readyLimitMs + work.limitMs };
    try {
      const namespace = await client.create(whole, suffix);
      return new LoadPods(tools, namespace, await allRunning(tools, namespace, pool, readyLimitMs));
    } catch (error) {
      await deleted(tools, deleteEarlier);
      throw error;
    }
  }

  /** In the order of their indexes. */
  get pods(): readonly LoadPod[] {
    return this.#pods;
  }

  /**
   * Deletes all that was created, and waits until it is gone. Never throws: a load was measured.
   * @returns the namespace if it is still there after a minute, because Kubernetes or the way to it is slow
   */
  async stop(): Promise<string | null> {
    const { client } = this.#tools;
    this.#isWatched = false;
    const isGone = await deleted(this.#tools, async () => {
      if (await client.isGone(this.namespace)) return true;
      await client.deleteAll(this.namespace);
      return false;
    });
    if (!isGone) return this.namespace;
    await this.#watch;
    return null;
  }

  /** Sees how each pod ended. */
  async #watchPods(): Promise<void> {
    const { client, sleep } = this.#tools;
    while (this.#isWatched) {
      await sleep(POLL_MS);
      // An API server that is busy for a moment says nothing about the pods.
      const pods = await client.pods(this.namespace).catch(() => undefined);
      if (pods === undefined) continue;
      const byName = new Map(pods.map((pod) => [pod.name, pod]));
      for (const pod of this.#pods) pod.see(byName.get(pod.name));
      if (this.#pods.every(({ hasEnded }) => hasEnded)) return;
    }
  }
}

/**
 * Deletes, and waits for an API server that does not answer, for up to a minute.
 * @param isDone deletes, and says whether that is all; it is called again until then
 */
async function deleted({ now, sleep }: PoolTools, isDone: () => Promise<boolean>): Promise<boolean> {
  const limit = now() + DELETE_LIMIT_MS;
  while (!(await isDone().catch(() => false))) {
    if (now() > limit) return false;
    await sleep(POLL_MS);
  }
  return true;
}

class WatchedPod implements LoadPod {
  readonly name: string;
  readonly place: LoadPod["place"];
  readonly address: string | null;
  readonly exec: LoadPod["exec"];
  readonly ended: Promise<string>;
  readonly #end: (how: string) => void;
  readonly #kill: () => Promise<void>;
  hasEnded = false;

  constructor(
    { name, index, node, address }: PodState,
    { exec, kill }: { exec: LoadPod["exec"]; kill: () => Promise<void> },
  ) {
    this.name = name;
    this.place = { name: `pod ${index}`, machine: node ?? undefined };
    this.address = address;
    this.exec = exec;
    this.#kill = kill;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#end = resolve;
  }

  kill(): void {
    // If the API server does not answer, the deletion of the namespace ends it.
    this.#kill().then(
      () => this.#ended("was deleted"),
      () => this.#ended("was to be deleted"),
    );
  }

  /** @param pod as it is now; undefined: it is gone */
  see(pod: PodState | undefined): void {
    if (pod === undefined) this.#ended("was deleted");
    else if (pod.phase === "ended") this.#ended(pod.problem!.how);
  }

  #ended(how: string): void {
    this.hasEnded = true;
    this.#end(how);
  }
}

/** @throws {InfraError} LOAD_PODS_FAILED */
async function allRunning(
  { client, sleep, now, isStopped }: PoolTools,
  namespace: string,
  { workers }: PodPool,
  limitMs: number,
): Promise<PodState[]> {
  const limit = now() + limitMs;
  let pods: PodState[] = [];
  let unread: unknown;
  for (;;) {
    try {
      pods = await client.pods(namespace);
      unread = undefined;
    } catch (error) {
      unread = error;
    }
    if (pods.length === workers && pods.every(({ phase }) => phase === "running")) return pods;
    const isHopeless = pods.some(({ phase }) => phase === "ended");
    if (isHopeless || isStopped() || now() > limit) break;
    await sleep(POLL_MS);
  }
  throw notRunning(pods, workers, isStopped() ? null : limitMs, unread);
}

/** @param limitMs null: the wait was stopped */
function notRunning(pods: readonly PodState[], workers: number, limitMs: number | null, unread: unknown): InfraError {
  const running = pods.filter(({ phase }) => phase === "running").length;
  const until = limitMs === null ? "when the load was stopped" : `within ${Math.round(limitMs / 1000)} s`;
  const byHow = Map.groupBy(
    pods.filter(({ phase }) => phase !== "running"),
    ({ problem }) => problem?.how ?? "is being started",
  );
  const lines = [...byHow].map(([how, same]) => `  - pod ${same.map(({ index }) => index).join(", ")}: it ${how}`);
  if (pods.length < workers)
    lines.push(`  - ${counted(workers - pods.length, "pod")} not created by the Job's controller`);
  if (unread !== undefined) lines.push(`  - the API server does not answer: ${messageOf(unread)}`);
  return new InfraError(
    "LOAD_PODS_FAILED",
    [`${running} of ${counted(workers, "pod")} of the load ran ${until}; nothing was sent:`, ...lines].join("\n"),
  );
}
