/**
 * What the clouds held of a stack before it was destroyed. An answer of nothing afterwards proves something only if the same
 * question found its resources before.
 */
import { z } from "zod";
import { readRecord } from "../../base/record.ts";
import { BILLING_CLOUDS, type BillingCloud } from "../../infra/budget/quotes.ts";
import { heldFile } from "../../infra/home.ts";
import { cloudOf, type Answer, type StackScope } from "../clouds/scope.ts";
import type { Context } from "../context.ts";
import { expiryIn } from "../budget/expiry.ts";
import type { StateResource } from "../engines/engine.ts";
import { keepRecord } from "./record.ts";
import type { Swept } from "./swept.ts";

const cloud = z.enum(BILLING_CLOUDS);

const heldSchema = z.object({
  /** When the destroy began, ISO 8601. */
  at: z.string(),
  /** Where the clouds were asked, and for what. */
  scope: z.object({
    clouds: z.array(cloud),
    subscription: z.string().nullable(),
    gcpProject: z.string().nullable(),
    gcpNames: z.array(z.string()),
  }),
  clouds: z.array(
    z.object({
      cloud,
      /** Resources in the state. */
      inState: z.number(),
      /** IDs of what the cloud listed, and of what was swept of this deployment before; `null`: the cloud did not answer. */
      ids: z.array(z.string()).nullable(),
    }),
  ),
});

export type Held = z.infer<typeof heldSchema>;

/** Pure. @param resources of the state @param swept before, of this deployment or another one */
export function heldOf(
  { clouds, subscription, gcpProject, gcpNames }: StackScope,
  answers: readonly Answer[],
  resources: readonly StateResource[],
  at: string,
  swept?: Swept,
): Held {
  const isSwept = swept !== undefined && swept.run === expiryIn(resources)?.deployment;
  const gone = (cloud: BillingCloud): string[] =>
    isSwept ? swept.clouds.flatMap((each) => (each.cloud === cloud ? each.ids : [])) : [];
  return {
    at,
    scope: { clouds, subscription, gcpProject, gcpNames },
    clouds: answers.map((answer) => ({
      cloud: answer.cloud,
      inState: resources.filter((each) => each.id !== undefined && cloudOf(each) === answer.cloud).length,
      ids: "resources" in answer ? [...answer.resources.map(({ id }) => id), ...gone(answer.cloud)] : null,
    })),
  };
}

/**
 * Writes it down for `verify-destroyed`, unless the state has no resource of a cloud any more: then an earlier destroy has
 * written more.
 */
export async function keepHeld(context: Pick<Context, "home" | "stderr">, stack: string, held: Held): Promise<void> {
  if (held.clouds.every(({ inState }) => inState === 0)) return;
  await keepRecord(context, heldFile(context.home, stack), held, "what the clouds hold");
}

/** `undefined`: the stack was never destroyed from here, or the file cannot be read. */
export const keptHeld = ({ home }: Pick<Context, "home">, stack: string): Held | undefined =>
  readRecord(heldFile(home, stack), heldSchema);

/** How many resources a cloud listed before the destroy; `undefined`: not known. Pure. */
export const countBefore = (held: Held | undefined, cloud: BillingCloud): number | undefined =>
  held?.clouds.find((each) => each.cloud === cloud)?.ids?.length;

/** Whether a cloud showed nothing before the destroy either, although the state had resources there. Pure. */
export function isBlind(held: Held | undefined, cloud: BillingCloud): boolean {
  const found = held?.clouds.find((each) => each.cloud === cloud);
  return found?.ids?.length === 0 && found.inState > 0;
}
