/** What is said and done about operations that an earlier deployment did not see through. */
import type { Snapshot, SnapshotStore } from "../model.ts";

/** Nothing is written where there are none. */
export async function forgetPendingCreates(store: SnapshotStore): Promise<void> {
  const { pendingOperations, ...rest } = store.snapshot;
  const kept = pendingOperations.filter(({ type }) => type !== "creating");
  if (kept.length < pendingOperations.length) await store.save({ ...rest, pendingOperations: kept });
}

export function pendingWarning({ pendingOperations: pending }: Snapshot): string | undefined {
  if (pending.length === 0) return undefined;
  const list = pending.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}\n`).join("");
  return (
    `Attempting to deploy or update resources with ${pending.length} pending operations from previous deployment.\n${list}` +
    "These resources are in an unknown state because the engine was interrupted while waiting for changes to these " +
    "resources to complete. Check with their provider whether the listed operations came to pass; `refresh` then repairs " +
    "the state, and `refresh --clear-pending-creates` drops pending creates."
  );
}
