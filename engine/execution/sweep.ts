/** The last part of a deployment: deletions, each after all that needs the resource is gone. */
import { deletionOrder } from "../steps/delete.ts";
import type { Generation } from "../steps/generation.ts";
import { restSteps } from "../steps/rest.ts";
import type { Step } from "../steps/step.ts";
import type { Work } from "./work.ts";

export async function sweep(generation: Generation, work: Work): Promise<void> {
  const { kept, deleted: steps } = await work.decide(() => restSteps(generation, work.unavailable));
  await work.run(kept);
  const before = deletionOrder(generation.base, steps);
  const started = new Map<Step, Promise<boolean>>();
  /** Answers whether the resource is gone. */
  const run = (step: Step): Promise<boolean> => {
    const known = started.get(step);
    if (known) return known;
    const running = remove(step);
    started.set(step, running);
    return running;
  };
  const remove = async (step: Step): Promise<boolean> => {
    const needing = await Promise.all((before.get(step) ?? []).map(run));
    if (needing.includes(false)) return false;
    await work.run([step]);
    return !work.unavailable.has(step.urn);
  };
  await Promise.allSettled(steps.map(run));
}
