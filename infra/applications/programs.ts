/** Programs of the user's own on emulated nodes. Pure. */
import { referencesIn, SELF } from "../catalog/references.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { ServiceResources } from "../config/schema/workload.ts";
import { coresOf, mebibytesOf } from "../catalog/quantities.ts";
import type { Application, PlannedProgram, ReplicaLimits } from "./application.ts";

/** Text is for a shell. */
const commandOf = (command: string | string[]): string[] =>
  typeof command === "string" ? ["sh", "-c", command] : command;

const planPrograms = ({ processes = [] }: StackConfig["workload"]): PlannedProgram[] =>
  processes.map(({ name, command, cwd, env, port, health = null, timeoutS, files, limits }) => ({
    service: name,
    command: commandOf(command),
    env,
    folder: cwd,
    port,
    health,
    timeoutMs: Math.round(timeoutS * 1000),
    files,
    version: null,
    ...(limits ? { limits: limitsOf(limits) } : {}),
  }));

/** As nodes take them. */
export const limitsOf = ({ cpu, memory }: NonNullable<ServiceResources["limits"]>): ReplicaLimits => ({
  ...(cpu === undefined ? {} : { cpus: coresOf(cpu) }),
  ...(memory === undefined ? {} : { memoryMiB: mebibytesOf(memory) }),
});

/** Resource and output of programs without a name. */
const DEFAULT_NAME = "processes";

/** @param workload checked */
export function programs(workload: StackConfig["workload"]): Application {
  const { name = DEFAULT_NAME, processes = [], entry, calls } = workload;
  const { service, path } = entry!;
  const list = planPrograms(workload);
  return {
    name,
    title: name,
    namespace: name,
    entry: { service, deployment: service, port: null, path, scheme: "http", target: null },
    services: processes.map((process) => ({
      name: process.name,
      replicas: process.replicas,
      nodeSelector: process.nodeSelector,
      ...(process.limits ? { resources: { limits: process.limits } } : {}),
    })),
    hasMore: false,
    ready: null,
    calls: calls ?? null,
    registries: [],
    programs: { entryPath: path, list },
    movesEntry: false,
    identity: { programs: list, entry },
  };
}

/** The services whose addresses a program is told. */
export function calledBy({ command, env }: Pick<PlannedProgram, "command" | "env">): string[] {
  const texts = [...command, ...Object.values(env)];
  const services = texts.flatMap((text) => referencesIn(text).map(({ service }) => service));
  return [...new Set(services)].filter((service) => service !== SELF);
}
