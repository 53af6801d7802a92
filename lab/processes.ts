/** Processes of this machine, as the lab sees them: those of its machines and of its operator are in namespaces of their own. */
import { readdirSync, readFileSync } from "node:fs";
import { tryRun } from "./command.ts";

export interface Process {
  pid: number;
  /** Words, separated by blanks. */
  commandLine: string;
}

/** What runs in a network namespace; empty if there is none. */
export async function processesIn(namespace: string): Promise<Process[]> {
  const pids = (await tryRun(["ip", "netns", "pids", namespace])).split("\n").filter((line) => line !== "");
  return pids.map(Number).flatMap(withCommandLine);
}

const SAMPLE_MS = 500;

/** The command lines of all processes, those of the lab's machines included, until it is disposed of. */
export class CommandLineWatch implements Disposable {
  readonly seen = new Set<string>();
  readonly #sampler = setInterval(() => this.#sample(), SAMPLE_MS);

  #sample(): void {
    const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
    for (const { commandLine } of pids.flatMap(withCommandLine)) this.seen.add(commandLine);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sampler);
  }
}

function withCommandLine(pid: number): Process[] {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    // Threads of the kernel and zombies have none.
    return commandLine === "" ? [] : [{ pid, commandLine }];
  } catch {
    return [];
  }
}
