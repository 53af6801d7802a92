/** Programs of the user's own on emulated nodes. Pure. */
import { referencesIn, SELF } from "../catalog/references.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { Schedulable } from "./scheduler.ts";

export interface PlannedProgram {
  service: string;
  /** The program and its arguments, with references to addresses. */
  command: string[];
  /** Its values may have references to addresses. */
  env: Record<string, string>;
  /** Working directory, relative to the folder of the stack file. */
  folder: string;
  /** 0: any free one. */
  port: number;
  /** Null: it is ready once its port accepts connections. */
  health: string | null;
  timeoutMs: number;
  /** Files and folders that it consists of, relative to its own folder, besides those that its command names. */
  files: string[];
  /** Digest of its files. Null: they were not read. */
  version: string | null;
}

/** Text is for a shell. */
const commandOf = (command: string | string[]): string[] =>
  typeof command === "string" ? ["sh", "-c", command] : command;

export const planPrograms = ({ processes = [] }: StackConfig["workload"]): PlannedProgram[] =>
  processes.map(({ name, command, cwd, env, port, health = null, timeoutS, files }) => ({
    service: name,
    command: commandOf(command),
    env,
    folder: cwd,
    port,
    health,
    timeoutMs: Math.round(timeoutS * 1000),
    files,
    version: null,
  }));

export const programServices = ({ processes = [], nodeSelector }: StackConfig["workload"]): Schedulable[] =>
  processes.map((process) => ({
    name: process.name,
    replicas: process.replicas,
    nodeSelector: process.nodeSelector ?? nodeSelector,
  }));

/** The services whose addresses a program is told. */
export function calledBy({ command, env }: Pick<PlannedProgram, "command" | "env">): string[] {
  const texts = [...command, ...Object.values(env)];
  const services = texts.flatMap((text) => referencesIn(text).map(({ service }) => service));
  return [...new Set(services)].filter((service) => service !== SELF);
}
