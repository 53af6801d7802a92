/** Finds the old resource of a registration: under its own URN or one of its aliases. */
import type { ResourceState } from "../model.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { AliasSpec, Goal } from "../resource/goal.ts";
import { makeUrn, parseUrn, STACK_TYPE } from "../resource/urn.ts";

export interface OldResource {
  old?: ResourceState;
  /** Another registration claims the same resource. That is reported; the deployment ends after the resource's check. */
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
  // A child of a renamed parent was renamed with it.
  const parentAlias = parent === undefined ? undefined : generator.aliases.get(parent);
  if (parent !== undefined && parentAlias !== undefined) {
    const parentName = parseUrn(parent).name;
    urns.add(inherited(generator, type, name, parentName, parentAlias));
    for (const alias of own) {
      const parts = parseUrn(alias);
      urns.add(inherited(generator, parts.type, parts.name, parentName, parentAlias));
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

/** Children are often named after their parent: then the old child had the old parent's name in front. */
function inherited(
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
