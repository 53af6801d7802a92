/** What expired stacks have left in the clouds, and its deletion. */
import type { Context } from "../context.ts";
import { deleteResource } from "./delete.ts";
import { everything, firewallRules } from "./everything.ts";
import { deletions, deploymentKey, expiredStacks, isAlive, type ExpiredStack } from "./expired.ts";
import { inOrderOfRemoval, removalWaves } from "./removal.ts";
import { isDescribed, type CloudResource } from "./scope.ts";

export interface SweepPlan {
  stacks: { stack: ExpiredStack; toDelete: CloudResource[] }[];
  /** Titles of the clouds that answered. */
  asked: string[];
  /** A line for each cloud that did not answer. */
  notAsked: string[];
}

/** Deletes nothing. @param projects of Google Cloud */
export async function planSweep(
  context: Pick<Context, "env">,
  projects: readonly string[],
  nowMs: number,
): Promise<SweepPlan> {
  const { resources, asked, notAsked } = await everything(context, projects);
  const stacks: SweepPlan["stacks"] = [];
  const silent = new Set(notAsked);
  for (const stack of expiredStacks(resources, nowMs)) {
    const own = deletions(stack, resources);
    // A network has the expiry of the deployment that created it: a stack that lives may go on in it.
    const rules = isAlive(stack.tag, resources, nowMs) ? null : await firewallRules(context, stack);
    for (const line of rules?.notAsked ?? []) silent.add(line);
    const toDelete = rules ? inOrderOfRemoval([...own, ...rules.resources]) : own.filter((each) => !isDescribed(each));
    if (toDelete.length > 0) stacks.push({ stack, toDelete });
  }
  return { stacks, asked, notAsked: [...silent] };
}

export interface Agreed {
  /** What both plans delete of the same deployment. */
  plan: SweepPlan;
  /** What only the earlier plan deletes: it is gone, has been changed, or belongs to another deployment by now. */
  dropped: CloudResource[];
  /** What only the later plan deletes. */
  added: CloudResource[];
}

/** What may be deleted if time has passed since a plan was shown: a renewed stack has other resources with the same IDs. Pure. */
export function agreed(earlier: SweepPlan, later: SweepPlan): Agreed {
  const keysOf = ({ stack, toDelete }: SweepPlan["stacks"][number]): string[] =>
    toDelete.map(({ id }) => `${deploymentKey(stack)} ${id}`);
  const known = new Set(earlier.stacks.flatMap(keysOf));
  const stacks = later.stacks.flatMap((planned) => {
    const keys = keysOf(planned);
    const toDelete = planned.toDelete.filter((_, i) => known.has(keys[i]!));
    return toDelete.length > 0 ? [{ ...planned, toDelete }] : [];
  });
  const plan = { ...later, stacks };
  const kept = new Set(allOf(plan).map(({ id }) => id));
  const others = (of: SweepPlan): CloudResource[] => allOf(of).filter(({ id }) => !kept.has(id));
  return { plan, dropped: others(earlier), added: others(later) };
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
