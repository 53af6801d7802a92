/** A Pulumi project in a temporary folder, with this repository's SDK. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { destroy, preview, refresh, up } from "../../../engine/index.ts";
import type { EngineEvent, OperationOptions, OperationResult, Snapshot } from "../../../engine/index.ts";
import { Workspace } from "../../../engine/project/workspace.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** A dynamic resource whose `create` prints, hangs, dies or fails, depending on its inputs. */
export const DYNAMIC = `
import * as pulumi from "@pulumi/pulumi";
const provider = {
  async create(inputs) {
    const fs = await import("node:fs");
    if (inputs.pidFile) fs.writeFileSync(inputs.pidFile, String(process.pid));
    for (const line of inputs.says ?? []) process.stderr.write(line + "\\n");
    if (inputs.hangs) await new Promise((resolve) => setTimeout(resolve, 600000));
    if (inputs.dies) process.exit(7);
    if (inputs.killed) process.kill(process.pid, "SIGKILL");
    if (inputs.fails) throw new Error(inputs.fails);
    return { id: inputs.name + "-id", outs: { ...inputs, cwd: process.cwd() } };
  },
};
export class Thing extends pulumi.dynamic.Resource {
  constructor(name, props = {}, opts) {
    super(provider, name, { name, cwd: undefined, ...props }, opts, "test", "Thing");
  }
}
`;

export class TestProject implements AsyncDisposable {
  readonly dir: string;
  readonly events: EngineEvent[] = [];

  constructor() {
    this.dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "engine-operations-")));
    fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(this.dir, "node_modules"));
    fs.mkdirSync(path.join(this.dir, "infra"));
    this.write(
      "Pulumi.yaml",
      "name: test\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: infra/main.mjs\n",
    );
    this.write("package.json", "{}\n");
    this.write("infra/thing.mjs", DYNAMIC);
  }

  get options(): OperationOptions {
    return {
      projectDir: this.dir,
      backendDir: path.join(this.dir, "state"),
      stack: "dev",
      env: { ...process.env, PULUMI_CONFIG_PASSPHRASE: "test" },
      onEvent: (event) => this.events.push(event),
    };
  }

  write(file: string, text: string): void {
    fs.writeFileSync(path.join(this.dir, file), text);
  }

  program(body: string): void {
    this.write(
      "infra/main.mjs",
      `import * as pulumi from "@pulumi/pulumi";\nimport { Thing } from "./thing.mjs";\n${body}\n`,
    );
  }

  async init(): Promise<void> {
    const workspace = await this.#workspace();
    await workspace.state.create(await workspace.secrets());
    await workspace.saveSalt();
  }

  async state(): Promise<Snapshot> {
    return (await this.#workspace()).read();
  }

  up(more: Partial<OperationOptions> = {}): Promise<OperationResult> {
    return up({ ...this.options, ...more });
  }

  preview(more: Partial<OperationOptions> = {}): Promise<OperationResult> {
    return preview({ ...this.options, ...more });
  }

  refresh(more: Partial<OperationOptions> = {}): Promise<OperationResult> {
    return refresh({ ...this.options, ...more });
  }

  destroy(more: Partial<OperationOptions> = {}): Promise<OperationResult> {
    return destroy({ ...this.options, ...more });
  }

  /** The reported diagnostics, as "severity resource: message". */
  diagnostics(): string[] {
    return this.events.flatMap((event) => {
      if (!("diagnosticEvent" in event)) return [];
      const { severity, urn, message } = event.diagnosticEvent;
      return [`${severity} ${urn?.split("::").at(-1) ?? "-"}: ${message}`];
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return fs.promises.rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  #workspace(): Promise<Workspace> {
    const { projectDir, backendDir, stack, env } = this.options;
    return Workspace.open({ projectDir, backendDir, stack, env: env ?? {} });
  }
}
