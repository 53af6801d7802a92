import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { makeFolder } from "../../../base/folder.ts";
import { LabError } from "../../errors.ts";
import type { Program, Replica, ReplicaStatus } from "../../protocol/node.ts";
import { SERVICES } from "../../protocol/services.ts";
import { fillCompileCache } from "./compile-cache.ts";
import type { Routes } from "../runtime/messages.ts";
import { isFree } from "./free-port.ts";
import type { NodeLimits } from "./limits.ts";
import { limitLog } from "./program-log.ts";
import { ProgramProcess } from "./program-process.ts";
import { ReplicaProcess } from "./replica-process.ts";
import { SupervisedReplica, type ReplicaSetup } from "./supervised-replica.ts";

const keyOf = ({ service, replica }: Replica): string => `${service} ${replica}`;
const fileNameOf = ({ service, replica }: Replica): string => `${service}-${replica}`;

const LOG_CHECK_MS = 1_000;

export interface SupervisorOptions {
  /** Name of the node. */
  node: string;
  /** Folder of the node. */
  dir: string;
  limits: Pick<NodeLimits, "group">;
  log: (line: string) => void;
}

/** The replicas of one node: starts and stops them on request, and sends them their routes. */
export class Supervisor {
  readonly #replicas = new Map<string, SupervisedReplica>();
  readonly #options: SupervisorOptions;
  /** Environment of the storefront's replicas, created with the first of them. */
  #environment: Promise<Record<string, string>> | undefined;
  #routes: Routes = {};
  #ended = false;
  readonly #logTimer: NodeJS.Timeout;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    makeFolder(join(options.dir, "services"));
    this.#logTimer = setInterval(() => this.#limitLogs(), LOG_CHECK_MS).unref();
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

  /** All processes of all replicas. */
  pids(): number[] {
    return [...this.#replicas.values()].flatMap((replica) => replica.pids);
  }

  /** Ends every replica and starts no more. */
  async end(): Promise<void> {
    this.#ended = true;
    clearInterval(this.#logTimer);
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
    const { program } = replica;
    if (program !== undefined && !(await isFree(replica.port))) return portInUse(replica);
    const setup = await (program === undefined ? this.#serviceSetup(replica) : this.#programSetup(replica, program));
    if (this.#ended) {
      await setup.stopped?.();
      return new LabError("LAB_REPLICA_FAILED", "the node is shutting down");
    }
    const added = new SupervisedReplica(replica, setup);
    this.#replicas.set(keyOf(replica), added);
    try {
      await added.start();
      this.#options.log(`${keyOf(replica)} listens on port ${added.status().port}`);
      return undefined;
    } catch (error) {
      await this.#remove(keyOf(replica));
      return onlyLabError(error);
    }
  }

  async #serviceSetup(replica: Replica): Promise<ReplicaSetup> {
    const { node, dir, log } = this.#options;
    this.#environment ??= fillCompileCache(dir);
    const environment = await this.#environment;
    const logFile = this.#logFile(replica);
    return {
      start: (port) => new ReplicaProcess(replica, { node, port, logFile, environment }),
      routes: () => this.#routes,
      log,
    };
  }

  async #programSetup(replica: Replica, program: Program): Promise<ReplicaSetup> {
    const { node, limits, log } = this.#options;
    const logFile = this.#logFile(replica);
    const group = await limits.group(fileNameOf(replica), program.limits);
    return {
      start: (port) => new ProgramProcess(replica, program, { node, port, logFile, group }),
      routes: () => this.#routes,
      log,
      usage: (pid) => group.usage(pid),
      oomKills: group.oomKills?.bind(group),
      pids: (pid) => group.pids(pid),
      stopped: () => group.remove(),
    };
  }

  #logFile(replica: Replica): string {
    return join(this.#options.dir, "services", `${fileNameOf(replica)}.log`);
  }

  #limitLogs(): void {
    for (const { replica } of this.#replicas.values())
      try {
        limitLog(this.#logFile(replica));
      } catch (error) {
        this.#options.log(`the log of ${keyOf(replica)} was not shortened: ${String(error)}`);
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
  const unknown = wanted.filter(({ service, program }) => program === undefined && !services.includes(service));
  if (unknown.length > 0) {
    const names = unknown.map(({ service }) => service).join(", ");
    throw new LabError("LAB_UNKNOWN_SERVICE", `unknown: ${names}; known: ${SERVICES.join(", ")}`);
  }
  const keys = wanted.map(keyOf);
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  if (twice.length > 0) throw new LabError("LAB_MALFORMED_REQUEST", `listed more than once: ${twice.join(", ")}`);
  const withoutPort = wanted.filter(({ program, port }) => program !== undefined && port === 0).map(keyOf);
  if (withoutPort.length > 0)
    throw new LabError("LAB_MALFORMED_REQUEST", `programs need a port: ${withoutPort.join(", ")}`);
}

const portInUse = (replica: Replica): LabError =>
  new LabError("LAB_PORT_IN_USE", `${keyOf(replica)}: port ${replica.port} is in use by another program`);

/** Has the code of all failures; of different ones, that of the first which starting again would not help. */
function combined(failures: LabError[]): LabError {
  const { code } = failures.find((failure) => failure.code !== "LAB_PROGRAM_EXITED") ?? failures[0]!;
  return new LabError(code, failures.map(({ message }) => message).join("\n"), { cause: failures[0] });
}

function onlyLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  throw error;
}
