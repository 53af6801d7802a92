/** Reads every resource from its provider, and saves what was found. */
import type { ResourceState, SnapshotStore } from "../model.ts";
import { rebuild, refreshStep } from "../steps/refresh-and-destroy.ts";
import { Executor } from "./step-executor.ts";
import type { ExecutorOptions } from "./step-executor.ts";

export interface RefreshOptions extends Omit<ExecutorOptions, "journal"> {
  store: SnapshotStore;
  /** Which resources are read. */
  includes: (state: ResourceState) => boolean;
  /** Told before it starts, so that it can be stopped. */
  onStart: (executor: Executor) => void;
}

/** Answers whether every read succeeded; what could not be read stays as it was. */
export async function refresh(options: RefreshOptions): Promise<boolean> {
  const { store, includes } = options;
  const { resources, pendingOperations, metadata } = store.snapshot;
  // Nothing is written until all is read: references between resources are put right together.
  const journal = { begin: () => Promise.resolve(), end: () => {} };
  const executor = new Executor({ ...options, journal });
  options.onStart(executor);
  const found = new Map<ResourceState, ResourceState | undefined>();
  const reads = resources.filter(includes).map(async (state) => {
    found.set(state, await executor.run([refreshStep(state)]));
  });
  const results = await Promise.allSettled(reads);
  const unresolved = pendingOperations.filter(({ type }) => type === "creating");
  await store.save({ resources: rebuild(resources, found), pendingOperations: unresolved, metadata });
  return results.every(({ status }) => status === "fulfilled");
}
