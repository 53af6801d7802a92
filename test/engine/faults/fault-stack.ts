/** A stack in a folder, with the ledger of its provider: runs operations on it, with and without faults. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Snapshot } from "../../../engine/model.ts";
import { Workspace } from "../../../engine/project/workspace.ts";
import { writtenFiles } from "../secrets/written-files.ts";
import { runCommand } from "../commands/command-line.ts";
import type { Answer } from "../commands/command-line.ts";
import type { Scenario, Thing } from "./scenario.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const INJECTOR = pathToFileURL(path.join(import.meta.dirname, "injector.mjs")).href;
const ENGINE_MAIN = path.join(ROOT, "engine/commands/main.ts");

/** The secret, which must be in no file in plain text and in no argument list. */
export const PASSWORD = "correct-horse-battery-staple";

type Fault = Pick<Scenario, "victim" | "phase" | "call" | "delayMs">;

export class FaultStack {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Creates the stack with the secret in its configuration, without resources. */
  async setUp(): Promise<void> {
    for (const name of ["project/ledger", "state", "faults"]) fs.mkdirSync(this.#at(name), { recursive: true });
    fs.symlinkSync(path.join(ROOT, "node_modules"), this.#at("node_modules"));
    fs.copyFileSync(path.join(import.meta.dirname, "cloud.mjs"), this.#at("project/cloud.mjs"));
    fs.writeFileSync(
      this.#at("project/Pulumi.yaml"),
      "name: faults\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: cloud.mjs\n",
    );
    await this.run("stack", "init", "dev");
    await this.run("config", "set", "--secret", "password", PASSWORD, "--stack", "dev");
  }

  copyTo(dir: string): FaultStack {
    fs.cpSync(this.#dir, dir, { recursive: true, verbatimSymlinks: true });
    return new FaultStack(dir);
  }

  declare(things: Thing[]): void {
    fs.writeFileSync(this.#at("project/program.json"), JSON.stringify(things));
  }

  /** Runs an operation in this process. */
  operate(operation: Scenario["operation"]): Promise<Answer> {
    return this.run(...this.#arguments(operation));
  }

  run(...argv: string[]): Promise<Answer> {
    return runCommand(argv, { cwd: this.#at("project"), env: this.#env() });
  }

  /** Runs an operation in separate processes, one of which is killed. Resolves when all have ended. */
  async operateWithFault(operation: Scenario["operation"], fault: Fault): Promise<void> {
    const dir = this.#at("faults");
    for (const name of ["calls", "pids"]) fs.mkdirSync(path.join(dir, name));
    const output = fs.openSync(this.#at("output"), "a");
    const engine = spawn(process.execPath, [ENGINE_MAIN, ...this.#arguments(operation)], {
      cwd: this.#at("project"),
      env: {
        ...this.#env(),
        NODE_OPTIONS: `--import=${INJECTOR}`,
        STACKMARK_FAULT_PLAN: JSON.stringify({
          dir,
          state: this.#at("state/.pulumi/stacks/faults/dev.json"),
          ...fault,
        }),
      },
      stdio: ["ignore", output, output],
    });
    await new Promise((resolve) => engine.on("close", resolve));
    fs.closeSync(output);
    for (const name of fs.readdirSync(path.join(dir, "pids"))) {
      const pid = Number(fs.readFileSync(path.join(dir, "pids", name), "utf8"));
      while (fs.existsSync(`/proc/${pid}/cwd`)) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** What was killed at which call; `undefined` if the operation ended before that call. */
  get killed(): string | undefined {
    const file = this.#at("faults/killed");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
  }

  /** Calls of providers that were not pending operations of the state file when they were sent. */
  unrecorded(): string[] {
    const file = this.#at("faults/unrecorded");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
  }

  /** The things that exist: names by ID. */
  ledger(): Map<string, string> {
    const dir = this.#at("project/ledger");
    return new Map(fs.readdirSync(dir).map((id) => [id, fs.readFileSync(path.join(dir, id), "utf8")]));
  }

  async state(): Promise<Snapshot> {
    const workspace = await Workspace.open({
      projectDir: this.#at("project"),
      backendDir: this.#at("state"),
      stack: "dev",
      env: this.#env(),
    });
    return workspace.read();
  }

  /** Files with the secret in plain text. The arguments of all processes are in such a file too. */
  leaks(): string[] {
    const leaking = writtenFiles(this.#dir).filter((file) => fs.readFileSync(file).includes(PASSWORD));
    return leaking.map((file) => path.relative(this.#dir, file));
  }

  #arguments(operation: Scenario["operation"]): string[] {
    const log = this.#at(`events-${operation}.jsonl`);
    return [operation, "--yes", "--skip-preview", "--stack", "dev", "--non-interactive", "--event-log", log];
  }

  #env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      PULUMI_CONFIG_PASSPHRASE: "faults",
      PULUMI_BACKEND_URL: `file://${this.#at("state")}`,
      PULUMI_HOME: this.#at("home"),
      NODE_COMPILE_CACHE: path.join(os.tmpdir(), "stackmark-compile-cache"),
    };
  }

  #at(name: string): string {
    return path.join(this.#dir, name);
  }
}
