/** The operator, its stacks and the clouds, for runs that follow each other. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { CLOUDS_SOCKET, CloudConsole } from "../clouds/index.ts";
import { inside, machineOf } from "../phases/checks/nodes.ts";
import { Operator } from "../phases/operator.ts";
import { writeStackFile } from "../phases/project.ts";
import { labSettings, type LabSettings } from "../phases/stack-file.ts";
import { secretsOf, tellingParts } from "../secrets/state.ts";
import type { LabClient } from "../server/client.ts";
import { endLab, startLab } from "../server/start.ts";
import { holdsWithin } from "../wait.ts";
import { followAdvice } from "./advice.ts";
import { RunningOperation, type OperationEnd } from "./operation.ts";
import { EDGE, faultStackFile, type FaultStack } from "./stack.ts";
import { deploymentSchema, type Deployment } from "./truth.ts";

/** An operation that a fault holds up is interrupted before. */
const LIMITS_MS = { up: 1_200_000, destroy: 600_000 };
const BOOTED = { limitMs: 60_000, everyMs: 1000 };
/** Of the clouds while nothing strikes: what they take then is no part of any promise. */
const FAST = 0.02;
/** What the script runs must not read the script. */
const RUN_SCRIPT = "cat >/root/uninstall.sh && sh /root/uninstall.sh </dev/null";
const LEVELS = [{ name: "low", users: 2, spawnRatePerS: 2, durationS: 20 }];

export type StackName = "faults" | "faults-edge";
type CommandName = "up" | "run" | "destroy";

export class Bench {
  readonly dir: string;
  readonly console: CloudConsole;
  /** Of the stacks' states since the last time that they were forgotten, with their places. */
  readonly secrets = new Map<string, string>();
  namespace = "";
  #lab!: LabClient;
  #operator!: Operator;
  #settings!: LabSettings;
  /** Of the clouds while a fault may strike. */
  #usualSlowness = 0;
  readonly #print: (line: string) => void;

  constructor(dir: string, print: (line: string) => void) {
    this.dir = dir;
    this.#print = print;
    this.console = new CloudConsole(join(dir, CLOUDS_SOCKET));
  }

  get lab(): LabClient {
    return this.#lab;
  }

  /** Where the output of all of the operator's commands is kept. */
  get logFile(): string {
    return join(this.dir, "faults.log");
  }

  async start(): Promise<void> {
    this.#lab = await startLab(this.dir, this.#print);
    const status = await this.#lab.status();
    const { namespace } = status.operator;
    this.#usualSlowness = (await this.console.settings()).slowness;
    this.namespace = namespace;
    this.#operator = new Operator({ dir: this.dir, namespace, passphrase: this.#lab.passphrase });
    this.#settings = labSettings(status, LEVELS);
  }

  async restart(): Promise<void> {
    await this.end();
    await this.start();
  }

  end = (): Promise<void> => endLab(this.dir);

  writeStack(stack: Omit<FaultStack, "hasEdge">): void {
    writeStackFile(this.dir, "faults", faultStackFile({ ...stack, hasEdge: false }, this.#settings));
  }

  /** Adds the existing machine, and writes the stack that uses it. */
  async openEdge(): Promise<void> {
    const { privateKey, ...machine } = await this.#lab.addExisting(EDGE);
    const stack = { hasEdge: true, replicas: 1, isMeasured: false };
    const settings = { ...this.#settings, existing: { [EDGE.name]: machine } };
    writeStackFile(this.dir, "faults-edge", faultStackFile(stack, settings));
    await this.#operator.setSecret("faults-edge", "edgeSshKey", privateKey);
    for (const part of tellingParts(privateKey)) this.secrets.set(part, "the owner's key");
  }

  closeEdge = (): Promise<void> => this.#lab.removeExisting(EDGE.name);

  /** Runs a script on the existing machine as its owner does. @returns what is still there of K3s; empty: nothing */
  async cureEdge(script: string): Promise<string> {
    let left = "the machine did not boot";
    // A machine whose power has just returned runs commands before its services.
    await holdsWithin(async () => {
      const machine = machineOf((await this.#lab.status()).machines, EDGE.name);
      await inside(machine, ["sh", "-c", RUN_SCRIPT], script).catch((error: unknown) => (left = String(error)));
      left = await inside(machine, ["sh", "-c", "ls -d /etc/rancher /var/lib/rancher/k3s /usr/local/bin/k3s || true"]);
      return left === "";
    }, BOOTED);
    return left.trim();
  }

  /** For an operation that faults may strike. @param pace of the clouds: 1 is their usual one, more is slower */
  async begin(command: CommandName, stack: StackName, pace: number): Promise<RunningOperation> {
    await this.console.set({ slowness: pace * this.#usualSlowness });
    return this.#begin(command, stack);
  }

  /** An operation that nothing strikes. */
  async do(command: "up" | "destroy", stack: StackName): Promise<OperationEnd> {
    await this.console.set({ slowness: FAST });
    return this.#begin(command, stack).ended;
  }

  #begin(command: CommandName, stack: StackName): RunningOperation {
    const limitMs = command === "destroy" ? LIMITS_MS.destroy : LIMITS_MS.up;
    const operation = new RunningOperation(this.#operator.start([command, stack, "--engine", "embedded"]), limitMs);
    void operation.ended.then(({ output, exitCode }) =>
      appendFileSync(this.logFile, `$ stackmark ${command} ${stack}\n${output}exit code ${exitCode}\n\n`, {
        mode: 0o600,
      }),
    );
    return operation;
  }

  /** Its secrets are remembered. */
  async deployment(stack: StackName): Promise<Deployment> {
    const exported = await this.#operator.exportState(stack);
    if (exported === undefined) return {};
    for (const [secret, place] of secretsOf(exported)) this.secrets.set(secret, place);
    return deploymentSchema.parse(exported).deployment;
  }

  /** Deletes in the clouds what a destroy said may exist, as it advises. */
  followAdvice = (output: string): Promise<void> =>
    followAdvice(output, { console: this.console, socketPath: join(this.dir, CLOUDS_SOCKET) });
}
