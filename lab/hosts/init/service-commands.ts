import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { signalTo, UnitProcesses, type Exit } from "./processes.ts";
import type { ServiceDefinition } from "./service-definition.ts";
import { expand, parseEnvironmentFile, type Command } from "./unit-file.ts";

export type Result = "success" | "exit-code" | "signal" | "timeout" | "protocol" | "resources" | "start-limit-hit";

/** A start that failed; `result` is the service's property `Result`. */
export class StartFailed extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super(`the service failed with the result '${result}'`);
    this.result = result;
  }
}

const CLEAN_SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM", "SIGPIPE"];

export const resultOf = ({ code, signal }: Exit): Result => {
  if (code === 0 || (signal !== null && CLEAN_SIGNALS.includes(signal))) return "success";
  return signal === null ? "exit-code" : "signal";
};

export type Log = (identifier: string, pid: number, message: string) => void;

export async function timeout(ms: number): Promise<"timeout"> {
  if (ms === Infinity) return new Promise(() => undefined);
  await sleep(ms, undefined, { ref: false });
  return "timeout";
}

interface Run {
  /** Process group of the command that runs. */
  group: number | undefined;
  isInterrupted: boolean;
}

/** Runs the command lines of a service in its cgroups, with its environment. */
export class ServiceCommands {
  readonly processes: UnitProcesses;
  readonly #log: Log;
  #current: Run | undefined;

  constructor(name: string, log: Log) {
    this.processes = new UnitProcesses(name);
    this.#log = log;
  }

  /**
   * One after the other, until one fails.
   * @param onExit receives the end of each
   * @throws StartFailed
   */
  async run(
    definition: ServiceDefinition,
    commands: readonly Command[],
    added: Readonly<Record<string, string>>,
    onExit: (exit: Exit) => void = () => undefined,
  ): Promise<void> {
    const current: Run = { group: undefined, isInterrupted: false };
    this.#current = current;
    for (const command of commands) {
      const { pid, ended } = this.spawn(definition, command, added);
      current.group = pid;
      const exit = await Promise.race([ended, timeout(definition.startTimeoutMs)]);
      current.group = undefined;
      if (current.isInterrupted) throw new StartFailed("signal");
      if (exit === "timeout") {
        signalTo(-pid, "SIGKILL");
        throw new StartFailed("timeout");
      }
      onExit(exit);
      const result = resultOf(exit);
      if (result !== "success" && !command.ignoresFailure) throw new StartFailed(result);
    }
  }

  /** Ends the command that is running, if there is one; those after it are not run. */
  interrupt(): void {
    if (this.#current?.group === undefined) return;
    this.#current.isInterrupted = true;
    signalTo(-this.#current.group, "SIGTERM");
  }

  /** @throws Error if an environment file is missing that is not optional */
  spawn(
    definition: ServiceDefinition,
    command: Command,
    added: Readonly<Record<string, string>>,
  ): { pid: number; ended: Promise<Exit> } {
    const environment = { ...environmentOf(definition), ...added };
    const words = expand(command.words, environment);
    const identifier = words[0]?.split("/").at(-1) ?? definition.name;
    const { child, ended } = this.processes.start({
      words,
      environment,
      workingDirectory: definition.workingDirectory,
      onLine: (line, pid) => this.#log(identifier, pid, line),
    });
    return { pid: child.pid ?? 0, ended };
  }
}

function environmentOf({ environment, environmentFiles }: ServiceDefinition): Record<string, string> {
  const pairs = environment.map((text) => [text.split("=", 1)[0]!, text.slice(text.indexOf("=") + 1)] as const);
  const variables: Record<string, string> = Object.fromEntries(pairs);
  for (const { path, isOptional } of environmentFiles) {
    try {
      Object.assign(variables, parseEnvironmentFile(readFileSync(path, "utf8")));
    } catch (error) {
      if (!isOptional) throw new Error(`Failed to load environment files: ${path}`, { cause: error });
    }
  }
  return variables;
}
