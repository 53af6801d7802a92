/** Runs the steps of a case through an engine's command line and records what happened, in the form of the recordings. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { runCommand } from "../commands/command-line.ts";
import type { Json, Normaliser } from "./normalise.ts";
import type { Case, CaseStep, Recordings, StepRecord, When } from "./recordings.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
export const NODE_MODULES = path.join(ROOT, "node_modules");
const OPERATIONS = ["up", "destroy", "refresh", "preview"];
/** How long a provider call runs before it is interrupted; the recordings were made with the same delay. */
const SETTLE_MS = 300;
const POLL_MS = 40;
/** Node's compile cache: each step starts several processes that load the same modules. */
export const COMPILE_CACHE = path.join(os.tmpdir(), "stackmark-compile-cache");

const PRELOAD = pathToFileURL(path.join(import.meta.dirname, "preload.mjs")).href;
/** Has the salt whose key the preloaded module knows. */
const STACK_FILE = "encryptionsalt: v1:9nODbb/q7UM=:v1:W/cA6kiQqpMvVCl+:p7ebL0GNux4S4/Q53/nteRyZwPCs9A==\n";

/** The engine that runs a case. */
export interface EngineCommand {
  /** An executable and its first arguments; a step's arguments follow. */
  command: string[];
  /** Runs a command that the case is not about, such as `stack export`, and returns what it printed. */
  query(args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<string>;
  /** Further environment variables of a step. */
  envOf?(step: FinishedStep): NodeJS.ProcessEnv;
  /** What the file of a case's first stack contains at first. Default: there is no file. */
  stackFile?: string;
  /** Default: the signal is sent to the process alone. */
  interrupt?(child: ChildProcess, signal: NodeJS.Signals): void;
  onStep?(step: FinishedStep, record: StepRecord, normaliser: Normaliser): void;
}

export interface FinishedStep extends CaseStep {
  index: number;
  /** The folder of project, state and journal. */
  dir: string;
}

/** Steps run as users run them. Queries run in this process, which is much faster. */
const embedded: EngineCommand = {
  command: [process.execPath, path.join(ROOT, "cli/main.mjs"), "pulumi"],
  query: async (args, options) => (await runCommand(args, options)).stdout,
  envOf: () => ({ NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import ${PRELOAD}` }),
  stackFile: STACK_FILE,
};

export async function runCase(recordings: Recordings, of: Case, engine = embedded): Promise<StepRecord[]> {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `recording-${of.name}-`)));
  const run = new CaseRun(recordings, of, dir, engine);
  try {
    return await run.run();
  } finally {
    run.killAll();
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Creates the project, state folder and journal of a case, as for the recordings. */
export function layOut({ folder }: Recordings, dir: string): void {
  const write = (file: string, text: string) => fs.writeFileSync(path.join(dir, file), text);
  for (const name of ["project", "state"]) fs.mkdirSync(path.join(dir, name));
  fs.symlinkSync(NODE_MODULES, path.join(dir, "node_modules"));
  write("journal.jsonl", "");
  write(
    "project/Pulumi.yaml",
    "name: oracle\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n",
  );
  write("project/package.json", '{"type":"module"}\n');
  fs.copyFileSync(path.join(folder, "lib/thing.ts"), path.join(dir, "project/thing.ts"));
}

/** The state file of a stack, relative to the folder of {@link layOut}. */
export const stateFileOf = (stack: string): string => `state/.pulumi/stacks/oracle/${stack}.json`;

interface Ended {
  exitCode: number | string;
  stdout: string;
  /** Both streams, interleaved. */
  text: string;
}

class CaseRun {
  readonly #recordings: Recordings;
  readonly #case: Case;
  readonly #dir: string;
  readonly #engine: EngineCommand;
  readonly #normaliser: Normaliser;
  readonly #running = new Set<ChildProcess>();

  constructor(recordings: Recordings, of: Case, dir: string, engine: EngineCommand) {
    this.#recordings = recordings;
    this.#case = of;
    this.#dir = dir;
    this.#engine = engine;
    this.#normaliser = recordings.newNormaliser([
      [this.#at("project"), "<dir>/project"],
      [this.#at("state"), "<dir>/state"],
      [dir, "<dir>"],
      [NODE_MODULES, "<node_modules>"],
      [this.#at("node_modules"), "<node_modules>"],
    ]);
  }

  async run(): Promise<StepRecord[]> {
    layOut(this.#recordings, this.#dir);
    const stacks = [...new Set(this.#case.steps.map((step) => step.stack ?? "dev"))];
    // Further stacks get a salt of their own, so that one stack reads the secrets of another.
    const { stackFile } = this.#engine;
    if (stackFile !== undefined) fs.writeFileSync(this.#at(`project/Pulumi.${stacks[0]}.yaml`), stackFile);
    for (const stack of stacks) await this.#query(["stack", "init", stack, "--non-interactive"]);
    const records: StepRecord[] = [];
    for (const [index, step] of this.#case.steps.entries()) records.push(await this.#step(index, step));
    return records;
  }

  killAll(): void {
    for (const child of this.#running) child.kill("SIGKILL");
  }

  async #step(index: number, step: CaseStep): Promise<StepRecord> {
    const { stack = "dev", command } = step;
    if (step.program) fs.copyFileSync(path.join(this.#case.dir, step.program), this.#at("project/index.ts"));
    for (const [file, text] of Object.entries(step.files ?? {})) fs.writeFileSync(this.#at(`project/${file}`), text);
    const callsBefore = this.#calls().length;
    const isOperation = OPERATIONS.includes(command[0]!);
    const log = this.#at(`events-${index}.jsonl`);
    const here = { ...step, index, dir: this.#dir };
    const { child, ended } = this.#start([...inStack(command, stack), ...(isOperation ? ["--event-log", log] : [])], {
      ...step.env,
      ...(step.knobs ? { ORACLE_KNOBS: JSON.stringify(step.knobs) } : {}),
      ...this.#engine.envOf?.(here),
    });
    const when = step.interrupt?.when ?? step.during?.when;
    if (when) await this.#until(when, callsBefore, child);
    if (step.interrupt && isAlive(child)) {
      if (this.#engine.interrupt) this.#engine.interrupt(child, step.interrupt.signal);
      else child.kill(step.interrupt.signal);
    }
    let during: { command: string[]; exitCode: number | string; output: string } | undefined;
    if (step.during) {
      const { exitCode, text } = await this.#start(inStack(step.during.command, stack)).ended;
      during = { command: step.during.command, exitCode, output: this.#normaliser.text(text) };
    }
    const { exitCode, stdout, text } = await ended;
    const shown = ["--show-secrets", "--stack", stack];
    const exported = await this.#query(["stack", "export", ...shown]);
    const outputs = await this.#query(["stack", "output", "--json", ...shown]);
    const lines = fs.existsSync(log) ? fs.readFileSync(log, "utf8").split("\n") : [];
    // UUIDs are numbered in the order of these fields, which must therefore be the same as for the recordings.
    const record: StepRecord = {
      exitCode,
      ...(isOperation ? this.#recordings.readEvents(lines, this.#normaliser) : {}),
      journal: this.#normaliser.json(this.#calls().slice(callsBefore) as Json) as unknown[],
      during,
      outputs: this.#parsed(outputs),
      deployment: (this.#parsed(exported) as { deployment?: StepRecord["deployment"] } | null)?.deployment ?? null,
      json: command.includes("--json") ? this.#parsed(stdout) : undefined,
      text: this.#normaliser.text(text),
      checkpoint: step.checkpoint
        ? fs.readFileSync(this.#at(stateFileOf(stack)), "utf8").replaceAll(this.#dir, "<dir>")
        : undefined,
    };
    this.#engine.onStep?.(here, record, this.#normaliser);
    return record;
  }

  #at(name: string): string {
    return path.join(this.#dir, name);
  }

  #parsed(text: string): unknown {
    try {
      return this.#normaliser.json(JSON.parse(text) as Json);
    } catch {
      return this.#normaliser.text(text);
    }
  }

  #calls(): (When & Record<string, unknown>)[] {
    const lines = fs.readFileSync(this.#at("journal.jsonl"), "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as When & Record<string, unknown>);
  }

  #query(args: string[]): Promise<string> {
    return this.#engine.query(args, { cwd: this.#at("project"), env: this.#env() });
  }

  #env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      PULUMI_CONFIG_PASSPHRASE: "oracle",
      PULUMI_BACKEND_URL: `file://${this.#at("state")}`,
      PULUMI_HOME: this.#at("home"),
      ORACLE_JOURNAL: this.#at("journal.jsonl"),
    };
  }

  #start(args: string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<Ended> } {
    const [executable, ...first] = this.#engine.command;
    const child = spawn(executable!, [...first, ...args], {
      cwd: this.#at("project"),
      env: { ...this.#env(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    let [text, stdout] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (code, signal) => {
        this.#running.delete(child);
        resolve({ exitCode: code ?? (signal as string), text, stdout });
      });
    });
    return { child, ended };
  }

  async #until({ method, name }: When, from: number, child: ChildProcess): Promise<void> {
    const seen = () =>
      this.#calls()
        .slice(from)
        .some((call) => call.method === method && call.name === name);
    while (isAlive(child) && !seen()) await sleep(POLL_MS);
    await sleep(SETTLE_MS);
  }
}

function inStack(command: string[], stack: string): string[] {
  const selection = command[0] === "cancel" ? [stack] : ["--stack", stack];
  return [...command, ...selection, "--non-interactive", "--color", "never"];
}

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;
