/** Stops and starts the machines of a stack, and says which run, with the clouds' own tools, or in the lab through its control planes. */
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Context } from "../context.ts";
import { parsed } from "../doctor/quota.ts";
import { runTool } from "../doctor/run-tool.ts";
import { gcloudCommand } from "./removal.ts";
import type { CloudResource } from "./scope.ts";

/** A `stopped` machine is billed for its disk and addresses only. */
export type Power = "stopped" | "running";

/** By the words of the clouds. Azure bills a machine that was stopped without deallocating it as if it ran. */
const POWERS: ReadonlyMap<string, Power> = new Map([
  ["PowerState/running", "running"],
  ["PowerState/deallocated", "stopped"],
  ["RUNNING", "running"],
  ["TERMINATED", "stopped"],
]);

const TIMEOUT_MS = 15 * 60_000;

export const isMachine = ({ kind }: CloudResource): boolean => /virtualMachines$|instances?$/i.test(kind);

/** A machine that Azure stops without deallocating it is still billed. @returns why it failed; `undefined`: it did not */
export async function setPower(
  { env }: Pick<Context, "env">,
  machine: CloudResource,
  power: Power,
): Promise<string | undefined> {
  const verb = power === "running" ? "start" : machine.cloud === "azure" ? "deallocate" : "stop";
  const lab = env[LAB_VARIABLE];
  if (lab) {
    const { actInLab } = await import("./lab.ts");
    return actInLab(lab, machine.cloud, machine.id, verb).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    );
  }
  const [command, ...args] = gcloudCommand(machine, verb) ?? ["az", "vm", verb, "--ids", machine.id];
  const answer = await runTool(env, command!, args, TIMEOUT_MS);
  return "problem" in answer ? answer.problem : undefined;
}

/** `undefined`: its cloud did not say, or it is in another state. */
export async function powerOf({ env }: Pick<Context, "env">, machine: CloudResource): Promise<Power | undefined> {
  const lab = env[LAB_VARIABLE];
  const words = lab
    ? await (await import("./lab.ts")).statesInLab(lab, machine.cloud, machine.id).catch(() => [])
    : await statesOf(env, machine);
  return words.map((word) => POWERS.get(word)).find((power) => power !== undefined);
}

async function statesOf(env: NodeJS.ProcessEnv, machine: CloudResource): Promise<string[]> {
  const inGoogle = gcloudCommand(machine, "describe");
  if (inGoogle) {
    const [command, ...args] = inGoogle;
    return parsed(await runTool(env, command!, [...args, "--format=json(status)"]), gcpSchema)?.status ?? [];
  }
  const query = ["--query", "instanceView.statuses[].code", "--output", "json"];
  const answer = await runTool(env, "az", ["vm", "get-instance-view", "--ids", machine.id, ...query]);
  return parsed(answer, azureSchema) ?? [];
}

const gcpSchema = z.object({ status: z.string().transform((status) => [status]) });
const azureSchema = z.array(z.string());
