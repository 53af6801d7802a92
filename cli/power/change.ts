/** Pauses a stack, or resumes it: its machines stop or start, and nothing is deleted. */
import { counted } from "../../base/counted.ts";
import { printable } from "../../base/printable.ts";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import { announcedProgram, isRunning } from "../../infra/load/stop.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { hourlySum } from "../../results/cost.ts";
import { dollars } from "../../results/report/cost-rows.ts";
import { requireNotExpired } from "../budget/expiry.ts";
import { askClouds } from "../clouds/ask.ts";
import { isMachine, powerOf, setPower, type Power } from "../clouds/power.ts";
import { CLOUD_TITLES, scopeOf, type CloudResource } from "../clouds/scope.ts";
import type { Context } from "../context.ts";
import type { StackEngine } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";

/**
 * @returns how many machines did not change
 * @throws {CliError} STACK_EXPIRED, STACK_NOT_PAUSABLE
 */
export async function changePower(context: Context, engine: StackEngine, plan: Plan, power: Power): Promise<number> {
  const { stack } = plan;
  const resources = await engine.resources(stack);
  await requireNotExpired(context, plan, resources);
  const program = announcedProgram(stack);
  if (program && isRunning(program))
    throw unfit(stack, `it is being updated or measured: \`stackmark stop ${stack}\` ends its load`);
  const answers = await askClouds(context, scopeOf(stack, plan, resources));
  const silent = answers.find((answer) => "notAsked" in answer);
  if (silent && "notAsked" in silent)
    throw unfit(stack, `${CLOUD_TITLES[silent.cloud]} cannot be asked: ${silent.notAsked}`);
  const machines = answers.flatMap((answer) => ("resources" in answer ? answer.resources.filter(isMachine) : []));
  if (machines.length === 0) throw unfit(stack, "it has no machines in clouds");
  const powers = await Promise.all(machines.map((machine) => powerOf(context, machine)));
  const others = machines.filter((_, i) => powers[i] !== power);
  const problems = await Promise.all(others.map((machine) => setPower(context, machine, power)));
  for (const [i, problem] of problems.entries())
    if (problem !== undefined) context.stderr.write(`${printable(`${nameOf(others[i]!)}: ${problem}`)}\n`);
  const failed = problems.filter((problem) => problem !== undefined).length;
  const already = machines.length - others.length;
  context.stdout.write(`${stack}: ${changeText(power, others.length - failed, already)}\n`);
  return failed;
}

function changeText(power: Power, changed: number, already: number): string {
  const parts = [
    ...(changed > 0 || already === 0 ? [`${counted(changed, "machine")} ${POWER_VERBS[power]}`] : []),
    ...(already > 0 ? [`${counted(already, "machine")} already ${power}`] : []),
  ];
  return parts.join(", ");
}

const POWER_VERBS: Readonly<Record<Power, string>> = { running: "started", stopped: "stopped" };

/** What a paused stack goes on to cost: Azure and Google Cloud bill disks and addresses of stopped machines. */
export function pausedText({ home }: Pick<Context, "home">, plan: Plan): string {
  if (!plan.kubernetes) return "";
  const prices = stackPrices(plan, currentPrices(home));
  const left = hourlySum(prices.filter(({ kind }) => kind !== "machine"));
  return `disks and addresses still cost ${dollars(left)} per hour; \`stackmark destroy ${plan.stack}\` ends that`;
}

const nameOf = ({ id }: CloudResource): string => id.split("/").at(-1)!;

const unfit = (stack: string, why: string): CliError =>
  new CliError("STACK_NOT_PAUSABLE", `${stack} was not changed: ${why}.`, { exitCode: EXIT.usage });
