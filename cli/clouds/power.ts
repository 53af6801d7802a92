/** Stops and starts the machines of a stack, with the clouds' own tools, or in the lab through its control planes. */
import { messageOf } from "../../base/errors.ts";
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Context } from "../context.ts";
import { runTool } from "../doctor/run-tool.ts";
import { gcloudCommand } from "./removal.ts";
import type { CloudResource } from "./scope.ts";

export type Power = "stopped" | "running";

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
