/** A lab of a test's own, and what its operator does there. */
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../../base/temporary-folder.ts";
import { LOAD_OF_LABEL } from "../../../infra/catalog/labels.ts";
import { inside, machineOf, type RunningMachine } from "../../../lab/phases/checks/nodes.ts";
import { Operator } from "../../../lab/phases/operator.ts";
import { writeStackFile } from "../../../lab/phases/project.ts";
import { labSettings, labStackFile, type LabSettings } from "../../../lab/phases/stack-file.ts";
import type { LabStatus } from "../../../lab/protocol/lab.ts";
import type { LabClient } from "../../../lab/server/client.ts";
import { endLab, startLab } from "../../../lab/server/start.ts";
import { root } from "../../helpers/imports.ts";

const APPLICATIONS = join(root, "test/fixtures/lab/applications");
const EMBEDDED = ["--engine", "embedded"];
/** Of what a command has printed, in messages. */
const TAIL_LINES = 40;

const isStackFile = (path: string): boolean => /Pulumi\..*\.yaml$/.test(path);

/** The stack file of an application in test/fixtures/lab/applications. */
export const stackFileOf = (application: string): string =>
  readFileSync(join(APPLICATIONS, `Pulumi.${application}.yaml`), "utf8");

/** Of a deployment's pods. */
interface PodSpec {
  nodeSelector?: object;
  containers: { resources: object }[];
}

export class OwnLab implements AsyncDisposable {
  readonly dir: string;
  readonly operator: Operator;
  /** The operator's network namespace. */
  readonly namespace: string;
  readonly #lab: LabClient;
  readonly #started: LabStatus;
  readonly #ends: AsyncDisposableStack;

  private constructor(dir: string, lab: LabClient, started: LabStatus, ends: AsyncDisposableStack) {
    this.dir = dir;
    this.#lab = lab;
    this.#started = started;
    this.#ends = ends;
    this.namespace = started.operator.namespace;
    this.operator = new Operator({ dir, namespace: this.namespace, passphrase: lab.passphrase });
  }

  /** In a temporary folder, which is removed when the lab has ended. */
  static async start(): Promise<OwnLab> {
    await using ends = new AsyncDisposableStack();
    const { path: dir } = ends.use(await makeTemporaryFolder("lab-"));
    const lab = await startLab(dir, () => undefined);
    ends.defer(() => endLab(dir));
    return new OwnLab(dir, lab, await lab.status(), ends.move());
  }

  /** A stack file with the settings of this lab. @param times of the load. Default: those of all phases */
  adapted(text: string, levels: LabSettings["levels"], times?: LabSettings["times"]): string {
    return labStackFile(text, labSettings(this.#started, levels, { times }));
  }

  /** Writes a stack file, with the applications beside it. */
  write(stack: string, text: string): void {
    const project = writeStackFile(this.dir, stack, text);
    cpSync(APPLICATIONS, project, { recursive: true, filter: (path) => !isStackFile(path) });
  }

  /** Runs `stackmark ARGS`, which must end with this exit code. @returns all that it printed */
  async stackmark(exitCode: number, ...args: string[]): Promise<string> {
    const ended = await this.operator.stackmark(args, { merges: true });
    const tail = ended.stdout.split("\n").slice(-TAIL_LINES).join("\n");
    assert.equal(ended.exitCode, exitCode, `stackmark ${args.join(" ")}:\n${tail}`);
    return ended.stdout;
  }

  /** As {@link stackmark}, for commands that use an engine: the embedded one. */
  onEngine(exitCode: number, ...args: string[]): Promise<string> {
    return this.stackmark(exitCode, ...args, ...EMBEDDED);
  }

  /** The JSON that a command prints, which uses the embedded engine. */
  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.operator.mustSucceed([...args, ...EMBEDDED, "--json"])) as T;
  }

  /** Brings a stack up. @returns its outputs */
  async up<T>(stack: string): Promise<T> {
    await this.onEngine(0, "up", stack);
    return this.json<T>("outputs", stack);
  }

  /** A preview of the stack has nothing to change. */
  async assertUnchanged(stack: string): Promise<void> {
    assert.doesNotMatch(await this.onEngine(0, "preview", stack), /^ *[+~-] /m, "nothing is left to change");
  }

  /** Destroys the only stack that is up. Then the clouds hold nothing. */
  async destroyLast(stack: string): Promise<void> {
    await this.onEngine(0, "destroy", stack);
    assert.deepEqual((await this.#lab.status()).resources, []);
  }

  async machine(name: string): Promise<RunningMachine> {
    return machineOf((await this.#lab.status()).machines, name);
  }

  /** Runs kubectl on the server. @returns what it printed, trimmed */
  async kubectl(...args: string[]): Promise<string> {
    return (await inside(await this.machine("server"), ["k3s", "kubectl", ...args])).trim();
  }

  /** That of a deployment, as the cluster has it. */
  async podSpec(namespace: string, deployment: string): Promise<PodSpec> {
    const live = await this.kubectl("-n", namespace, "get", "deployment", deployment, "-o", "json");
    return (JSON.parse(live) as { spec: { template: { spec: PodSpec } } }).spec.template.spec;
  }

  /** Names of the namespaces that loads from pods have now, one a line. */
  loadNamespaces(): Promise<string> {
    return this.kubectl("get", "namespaces", "-l", LOAD_OF_LABEL, "-o", "name");
  }

  /** Cuts a machine's power. @returns what gives it back */
  async cutPower(node: string): Promise<() => Promise<void>> {
    const { name } = await this.machine(node);
    await this.#lab.setPower({ name, isOn: false });
    return () => this.#lab.setPower({ name, isOn: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ends.disposeAsync();
  }
}
