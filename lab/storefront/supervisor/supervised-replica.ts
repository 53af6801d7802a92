import { messageOf } from "../../../base/errors.ts";
import type { Replica, ReplicaStatus } from "../../protocol/node.ts";
import type { Routes } from "../runtime/messages.ts";
import type { Usage } from "./process-usage.ts";
import type { Listening, SupervisedProcess } from "./supervised-process.ts";

/** After running this long, the next failure counts as the first in a row. */
const STABLE_MS = 10_000;

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

/** How long a replica that died waits for its restart: 0.1 s after the first failure in a row, doubling up to 5 s. */
export const restartDelayMs = (failuresInARow: number): number =>
  Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failuresInARow - 1));

export interface ReplicaSetup {
  /** Starts a process that is to listen on this port; 0: on any free one. */
  start: (port: number) => SupervisedProcess;
  routes: () => Routes;
  log: (line: string) => void;
  /** What it uses, where it does not tell so itself. */
  usage?: (pid: number) => Usage;
  /** How often it was killed for lack of memory, where that is counted. */
  oomKills?: () => number;
  /** All of its processes. Default: the one that was started. */
  pids?: (pid: number) => number[];
  /** Called when it is stopped for good. */
  stopped?: () => Promise<void>;
}

/** One replica across restarts: if its process dies without being stopped, it is restarted on the same port. */
export class SupervisedReplica {
  readonly replica: Replica;
  readonly #setup: ReplicaSetup;
  #process: SupervisedProcess | undefined;
  #listening: Listening | undefined;
  #state: ReplicaStatus["state"] = "starting";
  #restarts = 0;
  #failuresInARow = 0;
  #stopped = false;
  #restartTimer: NodeJS.Timeout | undefined;
  /** The latest start, pending or done. */
  #attempt: Promise<void> = Promise.resolve();

  constructor(replica: Replica, setup: ReplicaSetup) {
    this.replica = replica;
    this.#setup = setup;
  }

  /** The first start. If it fails, it throws, and there is no restart. */
  start(): Promise<void> {
    return this.#begin(this.replica.port);
  }

  /** Resolves once it listens. If it is waiting for its restart, it is restarted now. */
  settled(): Promise<void> {
    return this.#state === "stopped" ? this.#restart() : this.#attempt;
  }

  async route(routes: Routes): Promise<void> {
    await this.#process?.route(routes);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#restartTimer);
    await this.#process?.kill();
    await this.#setup.stopped?.();
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get pids(): number[] {
    if (this.pid === 0) return [];
    return this.#setup.pids?.(this.pid) ?? [this.pid];
  }

  status(): ReplicaStatus {
    return {
      service: this.replica.service,
      replica: this.replica.replica,
      pid: this.pid,
      port: this.#listening?.port ?? this.replica.port,
      metricsPort: this.#listening?.metricsPort ?? 0,
      restarts: this.#restarts,
      state: this.#state,
      usage: this.#setup.usage?.(this.pid),
      oomKills: this.#setup.oomKills?.(),
    };
  }

  #begin(port: number): Promise<void> {
    this.#attempt = this.#run(port);
    return this.#attempt;
  }

  async #run(port: number): Promise<void> {
    const started = this.#setup.start(port);
    this.#process = started;
    this.#state = "starting";
    try {
      this.#listening = await started.listening(this.#setup.routes());
    } catch (error) {
      this.#process = undefined;
      this.#state = "stopped";
      throw error;
    }
    this.#state = "running";
    const runningSinceMs = performance.now();
    void started.exited.then((how) => {
      if (performance.now() - runningSinceMs >= STABLE_MS) this.#failuresInARow = 0;
      this.#process = undefined;
      this.#state = "stopped";
      this.#restartLater(how);
    });
  }

  #restartLater(why: string): void {
    if (this.#stopped) return;
    this.#failuresInARow += 1;
    const delayMs = restartDelayMs(this.#failuresInARow);
    this.#setup.log(`${this.replica.service} ${this.replica.replica} died (${why}); restart in ${delayMs} ms`);
    this.#restartTimer = setTimeout(() => void this.#restart().catch(() => undefined), delayMs);
  }

  async #restart(): Promise<void> {
    clearTimeout(this.#restartTimer);
    this.#restarts += 1;
    try {
      // On the same port, because routes point to it.
      await this.#begin(this.#listening?.port ?? this.replica.port);
    } catch (error) {
      this.#restartLater(messageOf(error));
      throw error;
    }
  }
}
