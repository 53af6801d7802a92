/** Asks the clouds themselves what they hold of a stack: through their own tools, or in the lab through its console. */
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Context } from "../context.ts";
import { azureHolds } from "./azure.ts";
import { gcpHolds } from "./gcp.ts";
import { belongsTo, type Answer, type StackScope } from "./scope.ts";

/** One answer for each cloud that the stack may have resources in. */
export async function askClouds({ env }: Pick<Context, "env">, scope: StackScope): Promise<Answer[]> {
  const lab = env[LAB_VARIABLE];
  if (lab) return (await import("./lab.ts")).labHolds(lab, scope);
  const asked = await Promise.all(
    scope.clouds.map((cloud) => (cloud === "azure" ? azureHolds(env, scope) : gcpHolds(env, scope))),
  );
  return asked.map((answer) =>
    "resources" in answer
      ? { ...answer, resources: answer.resources.filter((resource) => belongsTo(scope, resource)) }
      : answer,
  );
}
