/**
 * One run: deploys a stack, injects a fault into the next operation, recovers, and returns problems found on the way.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Snapshot } from "../../../engine/model.ts";
import { parseUrn } from "../../../engine/resource/urn.ts";
import type { Answer } from "../commands/command-line.ts";
import { FaultStack } from "./fault-stack.ts";
import { scenarioOf, templateOf } from "./scenario.ts";
import type { Scenario, Thing } from "./scenario.ts";

export interface Run {
  scenario: Scenario;
  /** What was killed at which call; `undefined` if the operation ended before that call. */
  killed: string | undefined;
  problems: string[];
}

/** The stacks that runs start from. Each is deployed once and copied for every run. */
export class Templates implements AsyncDisposable {
  readonly #dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "engine-faults-")));
  #configured: Promise<FaultStack> | undefined;
  readonly #ready = new Map<number, Promise<FaultStack>>();

  async copy(index: number, name: string): Promise<{ stack: FaultStack; dir: string }> {
    const ready = this.#ready.get(index) ?? this.#make(index);
    this.#ready.set(index, ready);
    const dir = path.join(this.#dir, name);
    return { stack: (await ready).copyTo(dir), dir };
  }

  async #make(index: number): Promise<FaultStack> {
    this.#configured ??= this.#configure();
    const stack = (await this.#configured).copyTo(path.join(this.#dir, `template-${index}`));
    stack.declare(templateOf(index));
    const { exitCode, stderr } = await stack.operate("up");
    if (exitCode !== 0) throw new Error(`template ${index} could not be deployed: ${stderr}`);
    return stack;
  }

  async #configure(): Promise<FaultStack> {
    const stack = new FaultStack(path.join(this.#dir, "configured"));
    await stack.setUp();
    return stack;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return fs.promises.rm(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

export async function runSeed(templates: Templates, seed: number): Promise<Run> {
  const scenario = scenarioOf(seed);
  const { stack, dir } = await templates.copy(scenario.template, `run-${seed}`);
  const problems: string[] = [];
  const check = async (when: string) => {
    problems.push(...(await problemsOf(stack)).map((problem) => `${when}: ${problem}`));
  };
  const recover = async (operation: Scenario["operation"]) => {
    const answer = await stack.operate(operation);
    if (answer.exitCode !== 0) problems.push(`${operation} after the fault failed: ${lastLines(answer)}`);
    await check(`after ${operation}`);
    problems.push(...(await missingThings(stack)).map((problem) => `after ${operation}: ${problem}`));
  };
  const kept = keptThings(stack, scenario);
  stack.declare(scenario.after);
  await stack.operateWithFault(scenario.operation, scenario);
  await check("after the fault");
  problems.push(...stack.unrecorded().map((call) => `${call} was sent before it was a pending operation`));
  problems.push(...[...kept].filter((id) => !stack.ledger().has(id)).map((id) => `${id} was deleted`));
  // Only a killed engine leaves a lock behind.
  if (scenario.victim === "engine") await stack.run("cancel", "--yes", "dev");
  // An interrupted delete may have taken effect; only a refresh finds out.
  const interrupted = (await stack.state()).pendingOperations;
  if (interrupted.some(({ type }) => type === "deleting")) await recover("refresh");
  await recover(scenario.recovery);
  if (!isCareless(scenario)) {
    // A thing whose create was interrupted is adopted by the next create, and then destroyed.
    if (scenario.recovery === "destroy" && stack.ledger().size > 0) {
      await recover("up");
      await recover("destroy");
    }
    const wanted = new Set(scenario.recovery === "up" ? scenario.after.map(idOf) : []);
    const orphans = [...stack.ledger().keys()].filter((id) => !wanted.has(id));
    if (orphans.length > 0) problems.push(`orphans: ${orphans.join(", ")}`);
  }
  const { length } = (await stack.state()).resources;
  if (scenario.recovery === "destroy" && length > 0) problems.push(`destroy left ${length} resources in the state`);
  const { killed } = stack;
  if (problems.length === 0) await fs.promises.rm(dir, { recursive: true, force: true, maxRetries: 5 });
  return { scenario, killed, problems };
}

/** The ID that a provider gives to a thing, unless it is careless. */
const idOf = ({ name, generator }: Thing): string => `${name}@${generator}`;

const isCareless = ({ after }: Scenario): boolean => after.some(({ careless }) => careless);

/** IDs of things that are in both versions of the stack, so no operation may delete them. */
function keptThings(stack: FaultStack, { template, after, operation }: Scenario): Set<string> {
  if (operation !== "up") return new Set();
  const before = new Map(templateOf(template).map(({ name, generator }) => [name, generator]));
  const names = new Set(after.filter(({ name, generator }) => before.get(name) === generator).map(({ name }) => name));
  return new Set([...stack.ledger()].filter(([, name]) => names.has(name)).map(([id]) => id));
}

async function problemsOf(stack: FaultStack): Promise<string[]> {
  const state = await stack.state();
  const lost = [...stack.ledger()].filter(([id, name]) => !isCovered(state, id, name));
  return [
    ...lost.map(([id]) => `${id} exists but is neither in the state nor pending`),
    ...stack.leaks().map((file) => `${file} contains the secret in plain text`),
  ];
}

const isCovered = ({ resources, pendingOperations }: Snapshot, id: string, name: string): boolean =>
  resources.some((resource) => resource.id === id) ||
  pendingOperations.some(
    ({ resource }) => parseUrn(resource.urn).name === name && [undefined, id].includes(resource.id),
  );

/** Things that are in the state but do not exist. Only an interrupted operation may leave them. */
async function missingThings(stack: FaultStack): Promise<string[]> {
  const ledger = stack.ledger();
  const { resources } = await stack.state();
  const things = resources.filter(({ id, type }) => id !== undefined && !type.startsWith("pulumi:"));
  return things
    .filter(({ id }) => !ledger.has(id as string))
    .map(({ id }) => `${id} is in the state but does not exist`);
}

const lastLines = ({ stdout, stderr }: Answer): string =>
  `${stdout}\n${stderr}`.trim().split("\n").slice(-12).join("\n");
