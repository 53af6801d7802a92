/** Reads every resource from its provider and saves the result. */
import type { ResourceState, SnapshotStore } from "../model.ts";
import { refreshStep } from "../steps/step.ts";
import { rebuildBaseState } from "./snapshot-references.ts";
import { StepExecutor } from "./step-executor.ts";
import type { StepExecutorOptions } from "./step-executor.ts";

export interface RefreshOptions extends Omit<StepExecutorOptions, "snapshots"> {
  store: SnapshotStore;
  /** Whether a resource is read. */
  includes: (state: ResourceState) => boolean;
  /** Called before the refresh starts, so that it can be stopped. */
  onStart: (stepExecutor: StepExecutor) => void;
}

/** Returns whether every read succeeded; a resource that could not be read stays as it was. */
export async function refresh(options: RefreshOptions): Promise<boolean> {
  const { store, includes } = options;
  const { resources, pendingOperations, metadata } = store.snapshot;
  // The state is written once, after all reads, when references to deleted resources can be removed.
  const snapshots = { beginMutation: () => Promise.resolve(), endMutation: () => {} };
  const stepExecutor = new StepExecutor({ ...options, snapshots });
  options.onStart(stepExecutor);
  const found = new Map<ResourceState, ResourceState | undefined>();
  const reads = resources.filter(includes).map(async (state) => {
    found.set(state, await stepExecutor.execute([refreshStep(state)]));
  });
  const results = await Promise.allSettled(reads);
  const unresolved = pendingOperations.filter(({ type }) => type === "creating");
  await store.save({ resources: rebuildBaseState(resources, found), pendingOperations: unresolved, metadata });
  return results.every(({ status }) => status === "fulfilled");
}
