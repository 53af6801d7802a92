/**
 * Deletes replaced and unregistered resources at the end of a deployment. A refresh reads unregistered ones instead.
 */
import { DeploymentEnded } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { deletionRounds } from "../steps/delete.ts";
import { generateDeletes } from "../steps/generate-deletes.ts";
import { generateRefreshes } from "../steps/refresh-and-destroy.ts";
import type { StepGenerator } from "../steps/step-generator.ts";
import type { Step } from "../steps/step.ts";
import type { DeploymentExecutor } from "./deployment-executor.ts";

type FindRegistered = (urn: string) => ResourceState | undefined;

/** Also resolves if the deployment ends early, because the error was reported already. */
export async function performDeletes(
  generator: StepGenerator,
  executor: DeploymentExecutor,
  findRegistered: FindRegistered,
): Promise<void> {
  try {
    if (generator.options.refreshes === "only") await refreshUnregistered(executor);
    else await deleteUnregistered(generator, executor, findRegistered);
  } catch (error) {
    if (!(error instanceof DeploymentEnded)) throw error;
  }
}

async function refreshUnregistered(executor: DeploymentExecutor): Promise<void> {
  const steps = await executor.generate(generateRefreshes);
  await Promise.allSettled(steps.map((step) => executor.executeChain([step])));
}

async function deleteUnregistered(
  generator: StepGenerator,
  executor: DeploymentExecutor,
  findRegistered: FindRegistered,
): Promise<void> {
  const registered = [...generator.toDelete].map(findRegistered).filter((state) => state !== undefined);
  const { kept, deleted } = await executor.generate(() => generateDeletes(generator, executor.unavailable, registered));
  await executor.executeChain(kept);
  const failed = new Set<Step>();
  for (const round of deletionRounds([...registered, ...generator.base], deleted)) {
    const deletions = round.map(async ({ step, after }) => {
      const isNeeded = after.some((other) => failed.has(other));
      if (!isNeeded) await executor.executeChain([step]);
      if (isNeeded || executor.unavailable.has(step.urn)) failed.add(step);
    });
    await Promise.allSettled(deletions);
  }
}
