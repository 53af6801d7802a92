/**
 * Whether anything of a destroyed stack is left, as clouds, existing machines and clusters, and this machine show. A state
 * that is empty or cannot be read proves nothing; one with resources speaks against a cloud that shows none.
 */
import { printable } from "../../base/printable.ts";
import type { Remains } from "../../infra/cluster/existing/remains.ts";
import { writeOwnersScript } from "../../infra/ssh/left-over.ts";
import { askClouds } from "../clouds/ask.ts";
import { CLOUD_TITLES, scopeOf, type Answer } from "../clouds/scope.ts";
import type { Context } from "../context.ts";
import type { EngineChoice, StateResource } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { planIfValid, remainsInCluster } from "../stacks/plans.ts";
import { askedText, lineOf, unproven } from "./clouds.ts";
import { heldOf, keptHeld, type Held } from "./held.ts";
import { stillThere, takeInventory } from "./inventory.ts";
import { askMachines, keyReader, type KeyReader, type MachineAnswer } from "./machines.ts";
import { keptSwept } from "./swept.ts";

export interface Verified {
  /** What was asked, and what it answered. */
  lines: string[];
  code: ExitCode;
}

/** Resources in the stack's state; none if it cannot be read. */
export type StateReader = () => Promise<readonly StateResource[]>;

const stateReader =
  (context: Context, stack: string, choice: EngineChoice): StateReader =>
  async () => {
    try {
      return await (await pickEngine(context, stack, choice)).resources(stack);
    } catch {
      return [];
    }
  };

/** Prints what {@link verifyDestroyed} finds with the stack's key and state, as the engine reads them. */
export async function printVerified(context: Context, stack: string, choice: EngineChoice): Promise<ExitCode> {
  const readKey = keyReader(context, stack, choice);
  const readState = stateReader(context, stack, choice);
  const { lines, code } = await verifyDestroyed(context, stack, readKey, readState);
  context.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
  return code;
}

export async function verifyDestroyed(
  context: Pick<Context, "root" | "home" | "env">,
  stack: string,
  readKey: KeyReader,
  readState: StateReader,
): Promise<Verified> {
  const plan = await planIfValid(context, stack);
  const cluster = await remainsInCluster(context, stack);
  if (!plan && cluster === null)
    return { lines: [`${stack}: not asked: its stack file is invalid`], code: EXIT.unexpected };
  const held = keptHeld(context, stack);
  const resources = await readState();
  const scope = scopeOf(stack, plan, resources, held?.scope);
  const [clouds, machines] = await Promise.all([askClouds(context, scope), plan ? askMachines(plan, readKey) : []]);
  const state = heldOf(scope, clouds, resources, new Date().toISOString(), keptSwept(context, stack));
  const here = stillThere(takeInventory(context.home, stack));
  const onMachines = await Promise.all(machines.map((answer) => machineLine(context, answer)));
  const lines = [
    ...clouds.flatMap((answer) => cloudLines(answer, held, state)),
    ...onMachines,
    ...clusterLines(cluster),
    ...(here.length === 0 ? ["this machine holds nothing of it"] : here),
  ];
  const isLeft =
    here.length > 0 ||
    (cluster !== null && "left" in cluster && cluster.left.length > 0) ||
    clouds.some((answer) => "resources" in answer && answer.resources.length > 0) ||
    machines.some((answer) => "left" in answer && answer.left.length > 0);
  const isUnproven =
    unproven({ clouds, cluster, held, state }).length > 0 || machines.some((answer) => "notAsked" in answer);
  return {
    lines: lines.map((line) => `${stack}: ${line}`),
    code: exitCodeOf([isLeft ? EXIT.leftover : EXIT.ok, isUnproven ? EXIT.unexpected : EXIT.ok]),
  };
}

function cloudLines(answer: Answer, held: Held | undefined, state: Held): string[] {
  const title = CLOUD_TITLES[answer.cloud];
  const doubts = unproven({ clouds: [answer], cluster: null, held, state });
  if (doubts.length > 0) return doubts;
  if (!("resources" in answer) || answer.resources.length === 0)
    return [`${title} holds nothing of it${askedText(answer, held)}`];
  return [`${title} still holds ${answer.resources.length} of its resources`, ...answer.resources.map(lineOf)];
}

function clusterLines(cluster: Remains | null): string[] {
  if (cluster === null) return [];
  if ("notAsked" in cluster) return [`the cluster was not asked: ${cluster.notAsked}`];
  return cluster.left.length === 0 ? ["the cluster holds nothing of it"] : cluster.left;
}

async function machineLine({ home }: Pick<Context, "home">, answer: MachineAnswer): Promise<string> {
  const { removal, look } = answer;
  const { node, what } = removal;
  if ("notAsked" in answer)
    return `${node} was not asked (${answer.notAsked}): it is your machine, where \`${look}\` shows ${what}`;
  if (answer.left.length === 0) return `${node} holds nothing of it`;
  const remedy = await writeOwnersScript(home, removal);
  return `${node} still has ${answer.left.join(", ")}. Run on that machine: ${remedy}`;
}
