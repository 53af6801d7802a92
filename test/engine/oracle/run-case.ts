/** Runs the steps of one case through the engine's command line, and records what happened in the recordings' own form. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { pulumiCommand } from "../../../engine/verbs/main.ts";
import type { Case, CaseStep, Conformance, StepRecord, When } from "./conformance.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const ENGINE_COMMANDS = ["up", "destroy", "refresh", "preview"];
/** The recorder let a call run this long before it interrupted it. */
const SETTLE_MS = 300;
const POLL_MS = 40;

interface Ended {
  exitCode: number | string;
  text: string;
  out: string;
}

/** Arguments of Node that lead to the engine's verbs. */
export const ENTRY = [path.join(ROOT, "cli/main.mjs"), "pulumi"];

export async function runCase(conformance: Conformance, of: Case, entry: string[] = ENTRY): Promise<StepRecord[]> {
  const where = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `oracle-${of.name}-`)));
  const bench = new Bench(conformance, of, where, entry);
  try {
    return await bench.run();
  } finally {
    bench.killAll();
    fs.rmSync(where, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Project, state folder and journal, as the recordings were made with them. */
export function layOut({ folder }: Conformance, where: string): void {
  const write = (file: string, text: string) => fs.writeFileSync(path.join(where, file), text);
  for (const dir of ["project", "state"]) fs.mkdirSync(path.join(where, dir));
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(where, "node_modules"));
  write("journal.jsonl", "");
  write(
    "project/Pulumi.yaml",
    "name: oracle\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n",
  );
  write("project/package.json", '{"type":"module"}\n');
  fs.copyFileSync(path.join(folder, "lib/thing.ts"), path.join(where, "project/thing.ts"));
}

/** Where the state of a stack is, below the folder that {@link layOut} filled. */
export const stateFileOf = (stack: string): string => `state/.pulumi/stacks/oracle/${stack}.json`;

class Bench {
  readonly #conformance: Conformance;
  readonly #case: Case;
  readonly #where: string;
  readonly #entry: string[];
  readonly #running = new Set<ChildProcess>();

  constructor(conformance: Conformance, of: Case, where: string, entry: string[]) {
    this.#conformance = conformance;
    this.#case = of;
    this.#where = where;
    this.#entry = entry;
  }

  async run(): Promise<StepRecord[]> {
    layOut(this.#conformance, this.#where);
    for (const stack of new Set(this.#case.steps.map((step) => step.stack ?? "dev"))) {
      await this.#look(["stack", "init", stack, "--non-interactive"]);
    }
    const normaliser = this.#conformance.newNormaliser([
      [this.#project, "<dir>/project"],
      [path.join(this.#where, "state"), "<dir>/state"],
      [this.#where, "<dir>"],
      [path.join(ROOT, "node_modules"), "<node_modules>"],
      [path.join(this.#where, "node_modules"), "<node_modules>"],
    ]);
    const records: StepRecord[] = [];
    for (const [index, step] of this.#case.steps.entries()) records.push(await this.#step(index, step, normaliser));
    return records;
  }

  killAll(): void {
    for (const child of this.#running) child.kill("SIGKILL");
  }

  async #step(
    index: number,
    step: CaseStep,
    normaliser: ReturnType<Conformance["newNormaliser"]>,
  ): Promise<StepRecord> {
    if (step.program) fs.copyFileSync(path.join(this.#case.dir, step.program), path.join(this.#project, "index.ts"));
    for (const [file, text] of Object.entries(step.files ?? {})) fs.writeFileSync(path.join(this.#project, file), text);
    const callsBefore = this.#calls().length;
    const stack = step.stack ?? "dev";
    const isOperation = ENGINE_COMMANDS.includes(step.command[0] as string);
    const log = path.join(this.#where, `events-${index}.jsonl`);
    const args = (command: string[]) => [
      ...command,
      ...(command[0] === "cancel" ? [stack] : ["--stack", stack]),
      "--non-interactive",
      "--color",
      "never",
    ];
    const { child, ended } = this.#start([...args(step.command), ...(isOperation ? ["--event-log", log] : [])], {
      ...step.env,
      ...(step.knobs ? { ORACLE_KNOBS: JSON.stringify(step.knobs) } : {}),
    });
    let during: unknown;
    const when = step.interrupt?.when ?? step.during?.when;
    if (when) await this.#until(when, callsBefore, child);
    if (step.interrupt && isAlive(child)) interrupt(child, step.interrupt.signal);
    if (step.during) {
      const { exitCode } = await this.#start(args(step.during.command)).ended;
      during = { command: step.during.command, exitCode };
    }
    const { exitCode, out, text } = await ended;
    const shown = ["--show-secrets", "--stack", stack];
    const exported = await this.#look(["stack", "export", ...shown]);
    const outputs = await this.#look(["stack", "output", "--json", ...shown]);
    const parse = (json: string): unknown => {
      try {
        return normaliser.json(JSON.parse(json));
      } catch {
        return normaliser.text(json);
      }
    };
    const lines = fs.existsSync(log) ? fs.readFileSync(log, "utf8").split("\n") : [];
    return {
      exitCode,
      ...(isOperation ? this.#conformance.readEvents(lines, normaliser) : {}),
      journal: normaliser.json(this.#calls().slice(callsBefore)) as unknown[],
      ...(during ? { during } : {}),
      outputs: parse(outputs),
      deployment: (parse(exported) as { deployment?: StepRecord["deployment"] } | null)?.deployment ?? null,
      ...(step.command.includes("--json") ? { json: parse(out) } : {}),
      text: normaliser.text(text),
      ...(step.checkpoint
        ? {
            checkpoint: fs
              .readFileSync(path.join(this.#where, stateFileOf(stack)), "utf8")
              .replaceAll(this.#where, "<dir>"),
          }
        : {}),
    };
  }

  get #project(): string {
    return path.join(this.#where, "project");
  }

  get #journal(): string {
    return path.join(this.#where, "journal.jsonl");
  }

  #calls(): (When & Record<string, unknown>)[] {
    const lines = fs.readFileSync(this.#journal, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as When & Record<string, unknown>);
  }

  /** Runs a verb that no case is about in this process, which is much faster; answers what it printed. */
  async #look(args: string[]): Promise<string> {
    let printed = "";
    const stdout = new Writable({
      write: (chunk: Buffer, _, done) => {
        printed += chunk.toString();
        done();
      },
    });
    const stderr = new Writable({ write: (_chunk, _, done) => done() });
    await pulumiCommand(args, { stdout, stderr, env: this.#env(), cwd: this.#project });
    return printed;
  }

  #env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PULUMI_CONFIG_PASSPHRASE: "oracle",
      PULUMI_BACKEND_URL: `file://${path.join(this.#where, "state")}`,
      PULUMI_HOME: path.join(this.#where, "home"),
      ORACLE_JOURNAL: this.#journal,
    };
  }

  #start(args: string[], env: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [...this.#entry, ...args], {
      cwd: this.#project,
      env: { ...this.#env(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    let text = "";
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (code, signal) => {
        this.#running.delete(child);
        resolve({ exitCode: code ?? (signal as string), text, out });
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

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** What the engine started ends with it by itself: the recorder had to kill it. */
const interrupt = (child: ChildProcess, signal: NodeJS.Signals): void => void child.kill(signal);
