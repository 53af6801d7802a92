/** Renames a resource in a state, and what refers to it. */
import type { ResourceState } from "../../model.ts";
import { parseUrn } from "../../resource/urn.ts";
import { withReferences } from "./references.ts";

export function renamedResource(resources: readonly ResourceState[], from: string, to: string): ResourceState[] {
  const urnOf = (urn: string) => (urn === from ? to : urn);
  return resources.map((state) => ({ ...withReferences(state, urnOf), urn: urnOf(state.urn) }));
}

export function urnWithName(urn: string, name: string): string {
  const { stack, project, qualifiedType } = parseUrn(urn);
  return `urn:pulumi:${stack}::${project}::${qualifiedType}::${name}`;
}
