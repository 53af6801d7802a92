/** Finds the resource that a registration continues: under its own URN, or one that it says it went by. */
import type { ResourceState } from "../model.ts";
import type { Generation } from "./step-generator.ts";
import type { AliasSpec, Goal } from "../resource/goal.ts";
import { makeUrn, parseUrn, STACK_TYPE } from "../resource/urn.ts";

export interface Continued {
  old?: ResourceState;
  /** Another registration claims the same one. That has been said; the resource is checked before all ends. */
  isDisputed: boolean;
}

export function findOld(
  generation: Generation,
  goal: Pick<Goal, "name" | "type" | "parent" | "aliases">,
  urn: string,
): Continued {
  let isDisputed = false;
  const dispute = (message: string) => {
    isDisputed = true;
    generation.diagnose({ severity: "error", message, urn });
  };
  const claimedBy = generation.aliased.get(urn);
  if (claimedBy !== undefined)
    dispute(`Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${claimedBy}'`);
  const exact = generation.old(urn);
  if (exact) return { old: exact, isDisputed };
  for (const alias of aliasUrns(generation, goal)) {
    const old = generation.old(alias);
    if (!old || alias === urn) continue;
    const other = generation.seen.has(alias) ? urn : generation.aliased.get(alias);
    if (other !== undefined) {
      dispute(
        `Duplicate resource alias '${alias}' applied to resource with URN '${urn}' conflicting with resource with URN '${other}'`,
      );
    }
    generation.aliased.set(alias, urn);
    generation.aliases.set(urn, alias);
    return { old, isDisputed };
  }
  return { isDisputed };
}

function aliasUrns(
  generation: Generation,
  { name, type, parent, aliases }: Pick<Goal, "name" | "type" | "parent" | "aliases">,
): Set<string> {
  const own = aliases.map((alias) => specUrn(generation, alias, name, type, parent));
  const urns = new Set(own);
  // A child of a parent that goes by an alias has gone by the corresponding URN itself.
  const parentAlias = parent === undefined ? undefined : generation.aliases.get(parent);
  if (parent !== undefined && parentAlias !== undefined) {
    const parentName = parseUrn(parent).name;
    urns.add(inherited(generation, type, name, parentName, parentAlias));
    for (const alias of own) {
      const parts = parseUrn(alias);
      urns.add(inherited(generation, parts.type, parts.name, parentName, parentAlias));
    }
  }
  return urns;
}

function specUrn(
  generation: Generation,
  alias: AliasSpec,
  name: string,
  type: string,
  parent: string | undefined,
): string {
  if (alias.urn !== undefined) return alias.urn;
  const { stack, project } = generation.options;
  const named = alias.parentUrn === undefined ? parent : (generation.aliases.get(alias.parentUrn) ?? alias.parentUrn);
  const top = alias.noParent || named === undefined || parseUrn(named).qualifiedType === STACK_TYPE;
  return makeUrn(
    alias.stack ?? stack,
    alias.project ?? project,
    top ? undefined : named,
    alias.type ?? type,
    alias.name ?? name,
  );
}

/** Children are often named after their parent: then the old child had the old parent's name in front. */
function inherited(
  generation: Generation,
  type: string,
  name: string,
  parentName: string,
  parentAlias: string,
): string {
  const { stack, project } = generation.options;
  const oldName = name.startsWith(parentName) ? parseUrn(parentAlias).name + name.slice(parentName.length) : name;
  return makeUrn(stack, project, parentAlias, type, oldName);
}
