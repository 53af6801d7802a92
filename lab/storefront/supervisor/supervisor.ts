import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { makeFolder } from "../../../base/folder.ts";
import { LabError } from "../../errors.ts";
import type { Replica, ReplicaStatus } from "../../protocol/node.ts";
import { SERVICES } from "../../protocol/services.ts";
import { fillCompileCache } from "./compile-cache.ts";
import type { Routes } from "../runtime/messages.ts";
import { SupervisedReplica } from "./supervised-replica.ts";

const keyOf = ({ service, replica }: Replica): string => `${service} ${replica}`;

/** The replicas of one node: starts and stops them on request, and sends them their routes. */
export class Supervisor {
  readonly #replicas = new Map<string, SupervisedReplica>();
  readonly #node: string;
  readonly #dir: string;
  readonly #log: (line: string) => void;
  /** Environment of all replicas, created with the first of them. */
  #environment: Promise<Record<string, string>> | undefined;
  #routes: Routes = {};
  #ended = false;

  constructor(node: string, dir: string, log: (line: string) => void) {
    this.#node = node;
    this.#dir = dir;
    this.#log = log;
    makeFolder(join(dir, "services"));
  }

  /** Resolves when all listen. Throws one error that names every replica that did not start, and keeps the others. */
  async apply(wanted: Replica[]): Promise<ReplicaStatus[]> {
    rejectInvalid(wanted);
    const byKey = new Map(wanted.map((replica) => [keyOf(replica), replica]));
    const obsolete = [...this.#replicas].filter(([key, { replica }]) => !isDeepStrictEqual(byKey.get(key), replica));
    await Promise.all(obsolete.map(([key]) => this.#remove(key)));
    const outcomes = await Promise.all(wanted.map((replica) => this.#ensure(replica)));
    const failures = outcomes.filter((outcome) => outcome !== undefined);
    if (failures.length > 0) throw combined(failures);
    return this.status();
  }

  /** Resolves when all replicas use the routes. Later replicas start with them. */
  async route(routes: Routes): Promise<void> {
    this.#routes = routes;
    await Promise.all([...this.#replicas.values()].map((replica) => replica.route(routes)));
  }

  status(): ReplicaStatus[] {
    return [...this.#replicas.values()].map((replica) => replica.status());
  }

  /** Ends every replica and starts no more. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#environment;
    await Promise.all([...this.#replicas.keys()].map((key) => this.#remove(key)));
  }

  /** The error if the replica does not listen. */
  async #ensure(replica: Replica): Promise<LabError | undefined> {
    const existing = this.#replicas.get(keyOf(replica));
    if (existing === undefined) return this.#add(replica);
    return existing.settled().then(() => undefined, onlyLabError);
  }

  async #add(replica: Replica): Promise<LabError | undefined> {
    this.#environment ??= fillCompileCache(this.#dir);
    const environment = await this.#environment;
    if (this.#ended) return new LabError("LAB_REPLICA_FAILED", "the node is shutting down");
    const added = new SupervisedReplica(replica, {
      node: this.#node,
      logFile: join(this.#dir, "services", `${replica.service}-${replica.replica}.log`),
      environment,
      routes: () => this.#routes,
      log: this.#log,
    });
    this.#replicas.set(keyOf(replica), added);
    try {
      await added.start();
      this.#log(`${keyOf(replica)} listens on port ${added.status().port}`);
      return undefined;
    } catch (error) {
      this.#replicas.delete(keyOf(replica));
      return onlyLabError(error);
    }
  }

  async #remove(key: string): Promise<void> {
    const replica = this.#replicas.get(key);
    this.#replicas.delete(key);
    await replica?.stop();
  }
}

function rejectInvalid(wanted: Replica[]): void {
  const services: readonly string[] = SERVICES;
  const unknown = wanted.map(({ service }) => service).filter((service) => !services.includes(service));
  if (unknown.length > 0) {
    throw new LabError("LAB_UNKNOWN_SERVICE", `unknown: ${unknown.join(", ")}; known: ${SERVICES.join(", ")}`);
  }
  const keys = wanted.map(keyOf);
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  if (twice.length > 0) throw new LabError("LAB_MALFORMED_REQUEST", `listed more than once: ${twice.join(", ")}`);
}

const combined = (failures: LabError[]): LabError =>
  new LabError(failures[0]!.code, failures.map(({ message }) => message).join("\n"), { cause: failures[0] });

function onlyLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  throw error;
}
