/** What sweeps from here have deleted of a stack's deployment: a destroy after them can no longer find it in the clouds. */
import { z } from "zod";
import { readRecord } from "../../base/record.ts";
import { BILLING_CLOUDS } from "../../infra/budget/quotes.ts";
import { tagValue } from "../../infra/catalog/names.ts";
import { sweptFile } from "../../infra/home.ts";
import type { SweepPlan } from "../clouds/sweep.ts";
import type { Context } from "../context.ts";
import { knownStacks } from "../stacks/names.ts";
import { keepRecord } from "./record.ts";

const sweptSchema = z.object({
  /** Id of the deployment, which its tags have. */
  run: z.string(),
  /** IDs of all that each cloud held of it. */
  clouds: z.array(z.object({ cloud: z.enum(BILLING_CLOUDS), ids: z.array(z.string()) })),
});

export type Swept = z.infer<typeof sweptSchema>;

/** Pure. Of clouds that still have some of it, nothing: the next destroy finds that. @param failed IDs of what is left */
export function sweptOf({ stack, toDelete }: SweepPlan["stacks"][number], failed: ReadonlySet<string>): Swept {
  // What is in a resource group goes with it.
  const found = Map.groupBy([...stack.resources, ...toDelete], ({ cloud }) => cloud);
  const gone = [...found].filter(([, resources]) => !resources.some(({ id }) => failed.has(id)));
  const clouds = gone.map(([cloud, resources]) => ({ cloud, ids: [...new Set(resources.map(({ id }) => id))] }));
  return { run: stack.run, clouds };
}

/** Writes down what a sweep deleted of the stacks of this folder. */
export async function keepSwept(
  context: Pick<Context, "root" | "home" | "stderr">,
  { stacks }: SweepPlan,
  failed: ReadonlySet<string>,
): Promise<void> {
  for (const swept of stacks) {
    const stack = knownStacks(context.root).find((name) => tagValue(name) === swept.stack.tag);
    if (stack === undefined) continue;
    const { run, clouds } = sweptOf(swept, failed);
    const earlier = keptSwept(context, stack);
    const all: Swept = { run, clouds: [...(earlier?.run === run ? earlier.clouds : []), ...clouds] };
    await keepRecord(context, sweptFile(context.home, stack), all, "what was swept");
  }
}

/** `undefined`: nothing of the stack was swept from here, or the file cannot be read. */
export const keptSwept = ({ home }: Pick<Context, "home">, stack: string): Swept | undefined =>
  readRecord(sweptFile(home, stack), sweptSchema);
