/** The `import` option: a resource that exists is taken under management, then brought in line with the program. */
import type { ResourceState } from "../model.ts";
import type { Generation } from "./generation.ts";
import type { Goal } from "./goal.ts";
import { carryOut } from "./question.ts";
import type { Asking } from "./question.ts";
import type { Step } from "./step.ts";

/** Whether it is yet to be imported; once it is, the option may stay in the program. */
export function isImport(goal: Goal, old: ResourceState | undefined): boolean {
  if (!goal.custom || goal.importId === undefined) return false;
  return old === undefined || old.external === true || (old.importID ?? old.id) !== goal.importId;
}

export interface Imported {
  steps: Step[];
  /** As the provider has it. */
  state: ResourceState;
}

/** @param old what goes by the name so far, and is replaced */
export function* importSteps(
  generation: Generation,
  old: ResourceState | undefined,
  next: ResourceState,
): Asking<Imported> {
  const { urn, type } = next;
  const common = { urn, type, ...(next.provider ? { provider: next.provider } : {}), new: next };
  const steps: Step[] = old
    ? [
        { op: "import-replacement", ...common, old, logical: false },
        { op: "replace", ...common, old, logical: true },
      ]
    : [{ op: "import", ...common, logical: true }];
  generation.imports.add(urn);
  return { steps, state: (yield* carryOut(steps)) as ResourceState };
}
