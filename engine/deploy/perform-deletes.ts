/** The last part of a deployment: deletions, each after all that needs the resource is gone; or, in a refresh, reads. */
import { DeploymentEnded } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { deletionRounds } from "../steps/delete.ts";
import type { Generation } from "../steps/step-generator.ts";
import { restOfRefresh } from "../steps/refresh-and-destroy.ts";
import { restSteps } from "../steps/generate-deletes.ts";
import type { Step } from "../steps/step.ts";
import type { Work } from "./deployment-executor.ts";

type Made = (urn: string) => ResourceState | undefined;

/**
 * What ends it early has been said, and stops nothing else.
 *
 * @param made what has become of a registration
 */
export async function sweep(generation: Generation, work: Work, made: Made): Promise<void> {
  try {
    if (generation.options.refreshes === "only") await refreshRest(generation, work);
    else await sweepAll(generation, work, made);
  } catch (error) {
    if (!(error instanceof DeploymentEnded)) throw error;
  }
}

async function refreshRest(generation: Generation, work: Work): Promise<void> {
  const steps = await work.decide(() => restOfRefresh(generation));
  await Promise.allSettled(steps.map((step) => work.run([step])));
}

async function sweepAll(generation: Generation, work: Work, made: Made): Promise<void> {
  const leaving = [...generation.leaving].map(made).filter((state) => state !== undefined);
  const { kept, deleted } = await work.decide(() => restSteps(generation, work.unavailable, leaving));
  await work.run(kept);
  /** Those whose resources are still there after all. */
  const left = new Set<Step>();
  for (const round of deletionRounds([...leaving, ...generation.base], deleted)) {
    const deletions = round.map(async ({ step, after }) => {
      const isNeeded = after.some((other) => left.has(other));
      if (!isNeeded) await work.run([step]);
      if (isNeeded || work.unavailable.has(step.urn)) left.add(step);
    });
    await Promise.allSettled(deletions);
  }
}
