import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LabError } from "../../errors.ts";
import type { Replica } from "../../protocol/node.ts";
import type { FromReplica, Routes } from "../runtime/messages.ts";
import type { Listening, SupervisedProcess } from "./supervised-process.ts";

/** The program of every replica. */
export const REPLICA_ENTRY = fileURLToPath(new URL("../replica.ts", import.meta.url));

const START_TIMEOUT_MS = 20_000;
const ROUTES_TIMEOUT_MS = 5_000;

/**
 * A small young generation: with the default size, eleven replicas would take 100 MB more of the node's memory, and the
 * garbage of a page does not survive the next collection anyway.
 */
const RUNTIME_OPTIONS = ["--max-semi-space-size=2"];

export interface ReplicaOptions {
  node: string;
  port: number;
  logFile: string;
  /** Variables for every replica of the node, in addition to the replica's own. */
  environment: Record<string, string>;
}

/** The process of one replica of the storefront. */
export class ReplicaProcess implements SupervisedProcess {
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #name: string;
  #sequence = 0;

  constructor(replica: Replica, { node, port, logFile, environment }: ReplicaOptions) {
    this.#name = `${replica.service} ${replica.replica}`;
    const log = openSync(logFile, "a");
    this.#child = spawn(
      process.execPath,
      [...RUNTIME_OPTIONS, REPLICA_ENTRY, replica.service, String(replica.replica)],
      {
        // Only PATH of this environment: it may contain secrets of the user who started the node.
        env: { PATH: process.env.PATH, ...environment, ...replica.env, PORT: String(port), STACKMARK_NODE: node },
        stdio: ["ignore", log, log, "ipc"],
      },
    );
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve(error.message));
      this.#child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until the replica listens. If it throws `LAB_PORT_IN_USE` or `LAB_REPLICA_FAILED`, the process has ended. */
  async listening(routes: Routes): Promise<Listening> {
    this.#send(routes);
    const message = await Promise.race([
      this.#message((from) => (from.type === "routed" ? undefined : from)),
      this.exited.then((how) => ({ type: "failed", code: "exited", message: how }) as const),
      timeout(START_TIMEOUT_MS),
    ]);
    if (message?.type === "listening") return message;
    await this.kill();
    if (message === undefined) {
      throw new LabError("LAB_REPLICA_FAILED", `${this.#name} did not listen within ${START_TIMEOUT_MS} ms`);
    }
    throw message.code === "EADDRINUSE"
      ? new LabError("LAB_PORT_IN_USE", `${this.#name}: ${message.message}: choose another port, or 0 for any free one`)
      : new LabError("LAB_REPLICA_FAILED", `${this.#name} did not start: ${message.message} (see its log)`);
  }

  /** Resolves once the replica uses the routes, or has ended. */
  async route(routes: Routes): Promise<void> {
    const sequence = this.#send(routes);
    const routed = this.#message((from) => (from.type === "routed" && from.sequence === sequence ? from : undefined));
    if ((await Promise.race([routed, this.exited, timeout(ROUTES_TIMEOUT_MS)])) === undefined) await this.kill();
  }

  /** Ends the process at once: a replica keeps nothing that needs saving. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #send(routes: Routes): number {
    this.#sequence += 1;
    // The channel may have closed meanwhile; `exited` reports that.
    this.#child.send?.({ sequence: this.#sequence, routes }, () => undefined);
    return this.#sequence;
  }

  /** The first message that `pick` returns something for. */
  #message<T>(pick: (from: FromReplica) => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const listener = (from: FromReplica) => {
        const picked = pick(from);
        if (picked === undefined) return;
        this.#child.off("message", listener);
        resolve(picked);
      };
      this.#child.on("message", listener);
    });
  }
}

const timeout = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());
