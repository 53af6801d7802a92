/** A Pulumi project with the machines of a stack, and with nothing on them, on the embedded engine and simulated clouds. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Server } from "node:http";
import { stringify } from "yaml";
import { destroy, preview, refresh, up, type EngineEvent, type OperationResult } from "../../../../engine/index.ts";
import { CLOUDS_SOCKET, createClouds, LabClock, serveClouds, type Clouds } from "../../../../lab/clouds/index.ts";
import type { Machines } from "../../../../lab/protocol/machines.ts";
import { writePlugins } from "../../../../lab/plugins/write-plugins.ts";
import { deletionIn } from "../../../../cli/engines/deletions.ts";
import type { StateResource } from "../../../../cli/engines/engine.ts";
import { root } from "../../../helpers/imports.ts";
import type { RawStack } from "../../../infra/topology/stacks.ts";
import { FakeMachines } from "../../clouds/fake-machines.ts";

const ENGINE = join(root, "engine/commands/main.ts");

const program = (stack: string): string => `
import { readFileSync } from "node:fs";
export default async () => {
  const { planStackFile } = await import(${JSON.stringify(join(root, "infra/stack-file.ts"))});
  const { createMachines } = await import(${JSON.stringify(join(root, "infra/hosts/machines.ts"))});
  const { plan, message } = planStackFile(${JSON.stringify(stack)}, readFileSync("../stack.yaml", "utf8"));
  if (!plan) throw new Error(message);
  const { hosts } = await createMachines(plan, {});
  const facts = hosts.map(({ node, publicIp, privateIp, instance }) => [node.name, { publicIp, privateIp, instance }]);
  return { hosts: Object.fromEntries(facts) };
};
`;

export interface Pace {
  /** Seconds of the lab in a real second. */
  speed: number;
  /** Share of their usual time that the clouds' operations take. */
  slowness: number;
}

/** A faster clock would bring machines to their automatic end. */
const QUICK: Pace = { speed: 1, slowness: 0.001 };

export class MachinesProject<M extends Machines = FakeMachines> implements AsyncDisposable {
  readonly dir: string;
  readonly machines: M;
  readonly clock: LabClock;
  readonly events: EngineEvent[] = [];
  /** When resources were deleted, in the lab's time, by URN. */
  readonly deletedMs = new Map<string, number>();
  clouds!: Clouds;
  #server!: Server;
  readonly #stack: string;
  readonly #pace: Pace;
  readonly #openedMs = Date.now();

  private constructor(stack: string, machines: M, pace: Pace) {
    this.#stack = stack;
    this.machines = machines;
    this.#pace = pace;
    this.clock = new LabClock(this.#openedMs, pace.speed);
    this.dir = realpathSync(mkdtempSync(join(tmpdir(), "stackmark-clouds-")));
  }

  static open(stack: string, raw: RawStack, pace?: Pace): Promise<MachinesProject> {
    return MachinesProject.over(new FakeMachines(), stack, raw, pace);
  }

  static async over<M extends Machines>(
    machines: M,
    stack: string,
    raw: RawStack,
    pace = QUICK,
  ): Promise<MachinesProject<M>> {
    const project = new MachinesProject(stack, machines, pace);
    await project.#prepare(raw);
    return project;
  }

  async #prepare(raw: RawStack): Promise<void> {
    const { dir } = this;
    mkdirSync(join(dir, "infra"));
    mkdirSync(join(dir, "home"));
    symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
    symlinkSync(join(root, "infra/hosts"), join(dir, "infra/hosts"));
    const runtime = { name: "nodejs", options: { typescript: false } };
    writeFileSync(join(dir, "Pulumi.yaml"), stringify({ name: "stackmark", runtime, main: "infra/main.mjs" }));
    writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module", imports: { "#infra/*": "./infra/*" } }));
    writeFileSync(join(dir, "infra/main.mjs"), program(this.#stack));
    this.write(raw);
    this.clouds = createClouds({
      machines: this.machines,
      clock: this.clock,
      statePath: join(dir, "clouds.json"),
      settings: { slowness: this.#pace.slowness },
    });
    this.#server = await serveClouds(join(dir, CLOUDS_SOCKET), this.clouds);
    await writePlugins(join(dir, "plugins"));
    await this.#init();
  }

  async #init(): Promise<void> {
    const { initStack } = await import("../../../../engine/commands/index.ts");
    await initStack(this.#options);
  }

  /** Replaces the stack file. */
  write(raw: RawStack): void {
    const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`stackmark:${key}`, value]));
    writeFileSync(join(this.dir, "stack.yaml"), stringify({ config }));
  }

  get #env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PATH: [join(this.dir, "plugins"), process.env.PATH].join(delimiter),
      STACKMARK_LAB: this.dir,
      STACKMARK_HOME: join(this.dir, "home"),
      PULUMI_CONFIG_PASSPHRASE: "test",
    };
  }

  get #options() {
    return {
      projectDir: this.dir,
      backendDir: join(this.dir, "state"),
      stack: this.#stack,
      env: this.#env,
      // Of engines that were killed.
      takesOverDeadLocks: true,
      onEvent: (event: EngineEvent) => this.#note(event),
    };
  }

  #note(event: EngineEvent): void {
    this.events.push(event);
    const [deleted] = deletionIn(event) ?? [];
    if (deleted !== undefined) this.deletedMs.set(deleted, this.clock.nowMs());
  }

  up = (): Promise<OperationResult> => up(this.#options);
  preview = (): Promise<OperationResult> => preview(this.#options);
  refresh = (): Promise<OperationResult> => refresh(this.#options);
  destroy = (): Promise<OperationResult> => destroy(this.#options);

  /** Runs the engine as a process group of its own, for callers that kill it. */
  start(verb: "up" | "destroy"): ChildProcess {
    const args = [ENGINE, verb, "--yes", "--skip-preview", "--stack", this.#stack];
    return spawn(process.execPath, args, { cwd: this.dir, env: this.#cliEnv, stdio: "ignore", detached: true });
  }

  /** Runs a command of the Pulumi CLI on PATH, which must succeed. @returns what it printed */
  async pulumi(...args: string[]): Promise<string> {
    const words = [...args, "--stack", this.#stack, "--non-interactive"];
    const child = spawn("pulumi", words, { cwd: this.dir, env: this.#cliEnv, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const [exitCode] = (await once(child, "close")) as [number | null];
    assert.equal(exitCode, 0, `pulumi ${args.join(" ")}:\n${output}`);
    return output;
  }

  get #cliEnv(): NodeJS.ProcessEnv {
    return {
      ...this.#env,
      PULUMI_BACKEND_URL: pathToFileURL(join(this.dir, "state")).href,
      PULUMI_HOME: join(this.dir, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  /** The lab's time at a real time since the project was opened, unless the clock has been put forward. */
  labMs = (realMs: number): number => this.#openedMs + (realMs - this.#openedMs) * this.#pace.speed;

  get #stateFile(): string {
    return join(this.dir, "state/.pulumi/stacks/stackmark", `${this.#stack}.json`);
  }

  /** The state file. */
  state(): string {
    return readFileSync(this.#stateFile, "utf8");
  }

  changeState(change: (text: string) => string): void {
    writeFileSync(this.#stateFile, change(this.state()));
  }

  /** The resources in the state. */
  get resources(): StateResource[] {
    const { checkpoint } = JSON.parse(this.state()) as { checkpoint: { latest: { resources?: StateResource[] } } };
    return checkpoint.latest.resources ?? [];
  }

  /** What the engine said since the last call. */
  said(): string {
    const messages = this.events.flatMap((event) =>
      "diagnosticEvent" in event ? [event.diagnosticEvent.message] : [],
    );
    this.events.length = 0;
    return messages.join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clock.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.clouds.close();
    rmSync(this.dir, { recursive: true });
  }
}
