/** What expired stacks have left in the clouds, and its deletion. */
import type { Context } from "../context.ts";
import { deleteResource } from "./delete.ts";
import { everything, unlabelledOf } from "./everything.ts";
import { deletions, expiredStacks, isAlive, type ExpiredStack } from "./expired.ts";
import { removalWaves } from "./removal.ts";
import { isDescribed, type CloudResource } from "./scope.ts";

export interface SweepPlan {
  stacks: { stack: ExpiredStack; toDelete: CloudResource[] }[];
  /** A line for each cloud that did not answer. */
  notAsked: string[];
}

/** Deletes nothing. @param projects of Google Cloud */
export async function planSweep(
  context: Pick<Context, "env">,
  projects: readonly string[],
  nowMs: number,
): Promise<SweepPlan> {
  const { resources, notAsked } = await everything(context, projects);
  const stacks: SweepPlan["stacks"] = [];
  for (const stack of expiredStacks(resources, nowMs)) {
    const own = deletions(stack, resources);
    // A network has the expiry of the deployment that created it: a stack that lives may go on in it.
    const toDelete = isAlive(stack.tag, resources, nowMs)
      ? own.filter((each) => !isDescribed(each))
      : [...own, ...(await unlabelledOf(context, stack, projects))];
    if (toDelete.length > 0) stacks.push({ stack, toDelete });
  }
  return { stacks, notAsked };
}

/** Everything that a sweep would delete, once. */
export const allOf = ({ stacks }: SweepPlan): CloudResource[] => [
  ...new Map(stacks.flatMap(({ toDelete }) => toDelete.map((each) => [each.id, each] as const))).values(),
];

/**
 * Deletes at the same time what does not depend on each other.
 *
 * @param ended receives each resource, and why it was not deleted; `undefined`: it was
 */
export async function deleteAll(
  context: Pick<Context, "env">,
  resources: readonly CloudResource[],
  ended: (resource: CloudResource, problem: string | undefined) => void,
): Promise<void> {
  for (const wave of removalWaves(resources))
    await Promise.all(wave.map(async (resource) => ended(resource, await deleteResource(context, resource))));
}
