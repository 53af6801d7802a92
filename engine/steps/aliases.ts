/** Finds the old resource of a registration by its URN or one of its aliases. */
import type { ResourceState } from "../model.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { AliasSpec, Goal } from "../resource/goal.ts";
import { makeUrn, parseUrn, STACK_TYPE } from "../resource/urn.ts";

export interface OldResource {
  old?: ResourceState;
  /** Another registration has claimed the same resource. The error is reported; the deployment ends after Check. */
  hasConflict: boolean;
}

export function findOld(
  generator: StepGenerator,
  goal: Pick<Goal, "name" | "type" | "parent" | "aliases">,
  urn: string,
): OldResource {
  let hasConflict = false;
  const reportConflict = (message: string) => {
    hasConflict = true;
    generator.diagnose({ severity: "error", message, urn });
  };
  const aliasedBy = generator.aliased.get(urn);
  if (aliasedBy !== undefined)
    reportConflict(`Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${aliasedBy}'`);
  const exact = generator.old(urn);
  if (exact) return { old: exact, hasConflict };
  for (const alias of aliasUrns(generator, goal)) {
    const old = generator.old(alias);
    if (!old || alias === urn) continue;
    const other = generator.urns.has(alias) ? urn : generator.aliased.get(alias);
    if (other !== undefined) {
      reportConflict(
        `Duplicate resource alias '${alias}' applied to resource with URN '${urn}' conflicting with resource with URN '${other}'`,
      );
    }
    generator.aliased.set(alias, urn);
    generator.aliases.set(urn, alias);
    return { old, hasConflict };
  }
  return { hasConflict };
}

function aliasUrns(
  generator: StepGenerator,
  { name, type, parent, aliases }: Pick<Goal, "name" | "type" | "parent" | "aliases">,
): Set<string> {
  const own = aliases.map((alias) => specUrn(generator, alias, name, type, parent));
  const urns = new Set(own);
  // The URN of a child changes with its parent's, so the child has aliases below the parent's old URN.
  const parentAlias = parent === undefined ? undefined : generator.aliases.get(parent);
  if (parent !== undefined && parentAlias !== undefined) {
    const parentName = parseUrn(parent).name;
    urns.add(inheritedAlias(generator, type, name, parentName, parentAlias));
    for (const alias of own) {
      const parts = parseUrn(alias);
      urns.add(inheritedAlias(generator, parts.type, parts.name, parentName, parentAlias));
    }
  }
  return urns;
}

function specUrn(
  generator: StepGenerator,
  alias: AliasSpec,
  name: string,
  type: string,
  parent: string | undefined,
): string {
  if (alias.urn !== undefined) return alias.urn;
  const { stack, project } = generator.options;
  const named = alias.parentUrn === undefined ? parent : (generator.aliases.get(alias.parentUrn) ?? alias.parentUrn);
  const top = alias.noParent || named === undefined || parseUrn(named).qualifiedType === STACK_TYPE;
  return makeUrn(
    alias.stack ?? stack,
    alias.project ?? project,
    top ? undefined : named,
    alias.type ?? type,
    alias.name ?? name,
  );
}

/** A child's URN below its parent's old URN. If its name begins with the parent's name, so did its old name. */
function inheritedAlias(
  generator: StepGenerator,
  type: string,
  name: string,
  parentName: string,
  parentAlias: string,
): string {
  const { stack, project } = generator.options;
  const oldName = name.startsWith(parentName) ? parseUrn(parentAlias).name + name.slice(parentName.length) : name;
  return makeUrn(stack, project, parentAlias, type, oldName);
}
