/** Compares the state of a stack with what the clouds hold. Pure. */
import { z } from "zod";
import type { InventoryEntry } from "../clouds/index.ts";

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  inputs: z.unknown().optional(),
});

/** What `pulumi stack export` prints, as far as it is needed here. */
export const deploymentSchema = z.object({
  deployment: z.object({
    resources: z.array(resourceSchema).nullish(),
    pending_operations: z.array(z.object({ resource: resourceSchema, type: z.string() })).nullish(),
  }),
});

export type Deployment = z.infer<typeof deploymentSchema>["deployment"];

/** URNs of what was being created when an engine or a provider was killed: it may exist, and no engine can know. */
export const creating = ({ pending_operations }: Deployment): string[] =>
  (pending_operations ?? []).filter(({ type }) => type === "creating").map(({ resource }) => resource.urn);

/** Created and deleted by the clouds together with the machines that they belong to. */
const IMPLIED_KINDS = ["Microsoft.Compute/disks", "compute#disk"];
const GROUP = "azure-native:resources:ResourceGroup";

const isOfCloud = (type: string): boolean => /^(azure-native|gcp):/.test(type);

export interface Differences {
  /** In the clouds, and neither in the state nor named by a pending operation. */
  unknown: string[];
  /** In the state, and not in the clouds, although no pending operation says so. */
  absent: string[];
}

/** What may differ because of what was done. Default: nothing. */
export interface Expected {
  /**
   * A destroy removes what is in a resource group from the state first, and then deletes it with the group; and what it was
   * deleting when it was struck is in the state until the next destroy finds that it has gone.
   */
  isDestroyed?: boolean;
  /** Somebody deleted a machine, of which no program knows. */
  hasLostMachine?: boolean;
  /** Google's provider forgets a machine whose creation failed after it ran. By its label, `destroy` finds it. */
  isHalfCreated?: boolean;
}

/** Of resources that `destroy` finds without a state. */
const TAG = "stackmark-stack";

export function differences(
  { resources, pending_operations }: Deployment,
  inventory: readonly InventoryEntry[],
  { isDestroyed = false, hasLostMachine = false, isHalfCreated = false }: Expected = {},
): Differences {
  const pending = pending_operations ?? [];
  const ofClouds = (resources ?? []).filter(({ type, id }) => isOfCloud(type) && id);
  const known = new Set(ofClouds.map(({ id }) => id!.toLowerCase()));
  const there = new Set(inventory.map(({ id }) => id.toLowerCase()));
  const named = pending.map(({ resource }) => JSON.stringify([resource.urn, resource.id, resource.inputs]));
  const interrupted = new Set(pending.map(({ resource }) => resource.urn));
  const groups = ofClouds.filter(({ type }) => type === GROUP).map(({ id }) => `${id!.toLowerCase()}/`);
  const isInGroup = (id: string): boolean => groups.some((group) => id.toLowerCase().startsWith(group));
  return {
    unknown: inventory
      .filter(({ kind, id }) => !IMPLIED_KINDS.includes(kind) && !known.has(id.toLowerCase()))
      .filter(({ tags }) => !(isHalfCreated && TAG in tags))
      .map(({ id }) => id)
      .filter((id) => !named.some((text) => text.includes(`"${id.split("/").at(-1)}"`)))
      .filter((id) => !(isDestroyed && isInGroup(id))),
    absent: ofClouds
      .filter(({ id, urn }) => !there.has(id!.toLowerCase()) && !interrupted.has(urn))
      .map(({ urn }) => urn)
      .filter(() => !isDestroyed && !hasLostMachine),
  };
}
