import { openBackend } from "@stackmark/engine/backend";
import type { Context } from "../context.ts";
import { stateDir } from "../engines/home.ts";

/** Stacks of the embedded engine that are locked now, and by whom. */
export async function lockedStacks(context: Context): Promise<string[]> {
  const backend = await openBackend(stateDir(context.home));
  const held = await Promise.all(
    (await backend.stacks()).map(async ({ project, stack }) =>
      (await backend.stack(project, stack).locks()).map(
        (lock) => `${stack} by pid ${lock.pid} of ${lock.username}@${lock.hostname}`,
      ),
    ),
  );
  return held.flat();
}
