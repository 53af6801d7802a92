/** The operator, its stacks and the clouds, for runs that follow each other. */
import { appendFileSync, globSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { CLOUDS_SOCKET, CloudConsole } from "../clouds/index.ts";
import { operatorHome, projectDir } from "../folder.ts";
import { Operator } from "../phases/operator.ts";
import { writeStackFile } from "../phases/project.ts";
import type { LabSettings } from "../phases/stack-file.ts";
import type { LabClient } from "../server/client.ts";
import { endLab, logFile, startLab } from "../server/start.ts";
import { deleteInCloud } from "./delete-in-cloud.ts";
import { RunningOperation, type OperationEnd } from "./operation.ts";
import { processesIn } from "./processes.ts";
import { filesIn, findSecrets, secretsOf, textsOf } from "./secrets.ts";
import { EDGE, faultStackFile, type FaultStack } from "./stack.ts";
import { deploymentSchema, differences, type Deployment } from "./truth.ts";

export const LIMITS_MS = { up: 900_000, destroy: 600_000 };
const SETTLED_LIMIT_MS = 60_000;
const ENDED_LIMIT_MS = 30_000;
const POLL_MS = 250;
const PROJECT = "stackmark-lab";
const CHARTS = { workload: "onlineboutique", observability: "kube-prometheus-stack" };
const LEVELS = [{ name: "low", users: 2, spawnRatePerS: 2, durationS: 20 }];
/** The tunnel of its network. */
const LAB_OWN = /^socat TUN/;

export type StackName = "faults" | "faults-edge";

export class Bench {
  readonly dir: string;
  readonly console: CloudConsole;
  readonly secrets = new Set<string>();
  namespace = "";
  #lab!: LabClient;
  #operator!: Operator;
  #settings!: LabSettings;
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
    const { operator, mirror } = await this.#lab.status();
    this.namespace = operator.namespace;
    this.#operator = new Operator({ dir: this.dir, namespace: operator.namespace, passphrase: this.#lab.passphrase });
    this.#settings = {
      adminCidr: `${operator.address}/32`,
      gcpProject: PROJECT,
      mirrorUrl: mirror.url,
      k3sVersion: mirror.k3sVersion,
      installerSha256: mirror.installerSha256,
      charts: CHARTS,
      levels: LEVELS,
      existing: {},
    };
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
    const { exitCode } = await this.#operator.stackmark(["pulumi", "stack", "select", "faults-edge"]);
    if (exitCode !== 0) await this.#operator.mustSucceed(["pulumi", "stack", "init", "faults-edge"]);
    const set = ["pulumi", "config", "set", "--stack", "faults-edge", "--secret", "edgeSshKey"];
    await this.#operator.mustSucceed(set, { stdin: privateKey });
  }

  closeEdge = (): Promise<void> => this.#lab.removeExisting(EDGE.name);

  begin(command: "up" | "run" | "destroy", stack: StackName): RunningOperation {
    const limitMs = command === "destroy" ? LIMITS_MS.destroy : LIMITS_MS.up;
    const operation = new RunningOperation(this.#operator.start([command, stack, "--engine", "embedded"]), limitMs);
    void operation.ended.then(({ output, exitCode }) =>
      appendFileSync(this.logFile, `$ stackmark ${command} ${stack}\n${output}exit code ${exitCode}\n\n`, {
        mode: 0o600,
      }),
    );
    return operation;
  }

  do = (command: "up" | "destroy", stack: StackName): Promise<OperationEnd> => this.begin(command, stack).ended;

  /** Its secrets are remembered. */
  async deployment(stack: StackName): Promise<Deployment> {
    // A stack that never was has no state, and says so.
    const child = this.#operator.start(["pulumi", "stack", "export", "--stack", stack, "--show-secrets"]);
    const [stdout] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    if (stdout === "") return {};
    const exported: unknown = JSON.parse(stdout);
    for (const secret of secretsOf(exported)) this.secrets.add(secret);
    return deploymentSchema.parse(exported).deployment;
  }

  /** Waits until nothing changes in the clouds, and compares. @returns problems */
  async compare(stack: StackName): Promise<string[]> {
    await this.#until(async () => (await this.console.inventory()).every(({ state }) => !state.endsWith("ing")));
    const { unknown, absent } = differences(await this.deployment(stack), await this.console.inventory());
    return [
      ...unknown.map((id) => `in no state: ${id}`),
      ...absent.map((urn) => `not in the clouds: ${urn.split("::").slice(-2).join(" ")}`),
    ];
  }

  /** Deletes in the clouds what a destroy said may exist, as it advises. */
  async followAdvice(output: string): Promise<void> {
    const names = [...output.matchAll(/^ +\S+ (\S+) may exist: /gm)].map(([, name]) => name!);
    for (const { cloud, id } of await this.console.inventory())
      if (names.some((name) => id.endsWith(`/${name}`))) await deleteInCloud(join(this.dir, CLOUDS_SOCKET), cloud, id);
    await this.#until(async () => (await this.console.inventory()).every(({ state }) => !state.endsWith("ing")));
  }

  /** What is left after a destroy. @returns problems */
  async leftOver(): Promise<string[]> {
    const { machines, resources } = await this.#lab.status();
    const inClouds = machines.filter(({ cloud }) => cloud !== "existing").map(({ name }) => `machine ${name} is left`);
    return [...resources.map((each) => `left in the clouds: ${each}`), ...inClouds];
  }

  /** Processes that outlive the command that started them. @returns problems */
  async orphans(): Promise<string[]> {
    const own = async () => (await processesIn(this.namespace)).filter(({ commandLine }) => !LAB_OWN.test(commandLine));
    await this.#until(async () => (await own()).length === 0, ENDED_LIMIT_MS);
    return (await own()).map(({ commandLine }) => `still runs: ${commandLine.slice(0, 120)}`);
  }

  /** @param commandLines seen while commands ran. @returns problems */
  leaks(commandLines: Iterable<string>): string[] {
    const files = filesIn(operatorHome(this.dir));
    const logs = [logFile(this.dir), this.logFile, ...globSync(join(projectDir(this.dir), "Pulumi.*.yaml"))];
    const lines = [...commandLines].map((line) => [`command line ${line.slice(0, 40)}`, line] as const);
    return findSecrets(this.secrets, [...textsOf([...files, ...logs]), ...lines]).map(
      (where) => `a secret in clear: ${where}`,
    );
  }

  async #until(holds: () => Promise<boolean>, limitMs = SETTLED_LIMIT_MS): Promise<void> {
    const end = performance.now() + limitMs;
    while (!(await holds()) && performance.now() < end) await sleep(POLL_MS);
  }
}
