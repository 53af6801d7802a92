/** Targets that are in neither the state nor the program. */
import type { ResourceState } from "../model.ts";
import type { Events } from "./events.ts";

export const urnsOf = (resources: readonly ResourceState[]): Set<string> => new Set(resources.map(({ urn }) => urn));

export function reportUnknownTargets(unknown: readonly string[], events: Events): void {
  for (const urn of unknown) {
    // URNs of children have a dollar sign, which shells take for a variable.
    const hint = urn.includes("$") ? "" : " Did you forget to escape $ in your shell?";
    events.diagnose({ severity: "error", message: `Target '${urn}' could not be found in the stack.${hint}` });
  }
}
