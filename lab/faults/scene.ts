/** What a fault needs in order to strike. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../base/random.ts";
import type { CloudConsole, CloudName, InventoryEntry } from "../clouds/index.ts";
import { namesOf } from "../names.ts";
import { processesIn, type Process } from "../processes.ts";
import type { LabMachine } from "../protocol/lab.ts";
import type { LabClient } from "../server/client.ts";
import type { RunningOperation } from "./operation.ts";

const POLL_MS = 200;
/** What a fault did that found no target before its operation ended. */
export const NOBODY = "nothing there to strike";

export interface SceneParts {
  dir: string;
  lab: LabClient;
  console: CloudConsole;
  /** Of the operator. */
  namespace: string;
  random: Random;
  /** Of an existing machine; `null` if the stack has none. */
  edge: string | null;
}

/** What was done, and how it is undone after the operation. */
export interface Strike {
  what: string;
  heal?: () => Promise<unknown>;
  /** What the operation then prints; if it does not, the fault did not strike it. */
  sign?: RegExp;
}

export class Scene {
  readonly parts: SceneParts;
  /** Undefined for faults that strike before it begins. */
  readonly operation: RunningOperation | undefined;

  constructor(parts: SceneParts, operation?: RunningOperation) {
    this.parts = parts;
    this.operation = operation;
  }

  /** Asks until there is an answer; `undefined` if the operation ends before. */
  async find<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
    for (;;) {
      const found = await ask();
      if (found !== undefined || this.operation === undefined || this.operation.hasEnded) return found;
      await sleep(POLL_MS);
    }
  }

  /** Ends one of the processes of a namespace at once, as the kernel does when memory is short. */
  async kill(namespace: () => Promise<string | undefined>, matches: RegExp): Promise<Strike> {
    const victim = await this.find(async () => {
      const name = await namespace();
      const all = name === undefined ? [] : await processesIn(name);
      const candidates = all.filter(({ commandLine }) => matches.test(commandLine));
      return candidates.length === 0 ? undefined : this.parts.random.pick(candidates);
    });
    if (victim === undefined) return { what: NOBODY };
    kill(victim.pid);
    return { what: `killed ${shown(victim)}` };
  }

  /** The lab's name of a running machine. */
  async machine(cloud: CloudName): Promise<string | undefined> {
    const { machines } = await this.parts.lab.status();
    const running = new Set(machines.filter(({ state }) => state === "running").map(({ name }) => name));
    const entries = await this.parts.console.inventory();
    return entries.find((entry) => entry.cloud === cloud && entry.machine && running.has(entry.machine))?.machine;
  }

  /** Does something to a machine once it runs. */
  async toMachine(cloud: CloudName, act: (machine: string) => Promise<Strike>): Promise<Strike> {
    const machine = await this.find(() => this.machine(cloud));
    return machine === undefined ? { what: NOBODY } : act(machine);
  }

  /** For healing: a machine may have gone meanwhile, or changed its state by itself. */
  async ifThere(name: string, state: LabMachine["state"], act: () => Promise<unknown>): Promise<void> {
    const { machines } = await this.parts.lab.status();
    if (machines.some((machine) => machine.name === name && machine.state === state)) await act();
  }

  async site(cloud: CloudName): Promise<string | undefined> {
    const isSite = (entry: InventoryEntry): boolean => entry.cloud === cloud && entry.site !== undefined;
    return (await this.parts.console.inventory()).find(isSite)?.site;
  }

  machineNamespace = (machine: string): string => namesOf(this.parts.dir).namespace("machine", machine);
}

const shown = ({ commandLine }: Process): string => commandLine.replace(/\s+/g, " ").slice(0, 70);

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
