/** Deletes single resources of clouds, with the clouds' own tools, or in the lab through its control planes. */
import { messageOf } from "../../base/errors.ts";
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Context } from "../context.ts";
import { runTool } from "../doctor/run-tool.ts";
import { removalOf } from "./removal.ts";
import type { CloudResource } from "./scope.ts";

/** To delete a resource group takes minutes. */
const TIMEOUT_MS = 20 * 60_000;

/** @returns why it was not deleted; `undefined`: it was */
export async function deleteResource(
  { env }: Pick<Context, "env">,
  resource: CloudResource,
): Promise<string | undefined> {
  const lab = env[LAB_VARIABLE];
  if (lab) {
    const { deleteInLab } = await import("./lab.ts");
    return deleteInLab(lab, resource.cloud, resource.id).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    );
  }
  const [command, ...args] = removalOf(resource) ?? [];
  if (command === undefined) return "no command is known that deletes it";
  const answer = await runTool(env, command, args, TIMEOUT_MS);
  return "problem" in answer ? answer.problem : undefined;
}
