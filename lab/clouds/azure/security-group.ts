/** Network security groups and their rules. */
import { notInTheLab } from "../api-error.ts";
import type { JsonObject } from "../json.ts";
import type { Kind, World } from "../kind.ts";
import type { Resource } from "../store.ts";
import { checkNetworkName, checkPlace, checkTags } from "./checks.ts";
import { AZURE_STYLE, badRequest } from "./errors.ts";
import { parentOf, pathOf, sameId } from "./id.ts";
import { checkRule, DEFAULT_RULES, type RuleBody } from "./security-rules.ts";
import { shown } from "./shown.ts";

const RULES = "Microsoft.Network/networkSecurityGroups/securityRules";

export const rulesOf = (group: string, world: World): Resource[] =>
  world.all(RULES).filter(({ id }) => sameId(parentOf(id), group));

export const networkSecurityGroups: Kind = {
  name: "Microsoft.Network/networkSecurityGroups",
  path: pathOf("Microsoft.Network/networkSecurityGroups/{name}"),
  seconds: { create: 3, update: 3, delete: 11 },
  accept(change, world) {
    const { parts, body, old } = change;
    checkNetworkName(parts.name!);
    const location = checkPlace(change, this.name, world);
    checkTags(body.tags as Record<string, string> | undefined);
    if (Array.isArray(body.securityRules) && body.securityRules.length > 0)
      throw notInTheLab("rules that are declared within a network security group");
    return old ? { location } : { location, resourceGuid: world.guid() };
  },
  acceptDelete({ id }, world) {
    const users = usersOf(id, world);
    if (users.length > 0)
      throw badRequest(
        "InUseNetworkSecurityGroupCannotBeDeleted",
        `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.join(", ")}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
      );
  },
  async remove({ id }, world) {
    for (const rule of rulesOf(id, world)) await world.purge(rule);
  },
  view: (group, world) => ({
    ...shown(group),
    resourceGuid: group.facts.resourceGuid,
    flushConnection: group.body.flushConnection,
    securityRules: rulesOf(group.id, world).map((rule) => securityRules.view(rule, world)),
    defaultSecurityRules: DEFAULT_RULES.map(({ name, ...rule }) => ({
      id: `${group.id}/defaultSecurityRules/${name}`,
      name,
      ...(rule as unknown as JsonObject),
      provisioningState: "Succeeded",
    })),
    subnets: usersOf(group.id, world)
      .filter((id) => id.includes("/subnets/"))
      .map((id) => ({ id })),
  }),
};

export const securityRules: Kind = {
  name: RULES,
  path: pathOf("Microsoft.Network/networkSecurityGroups/{group}/securityRules/{name}"),
  seconds: { create: 2, update: 2, delete: 2 },
  // Azure changes a group as a whole.
  holds: (id) => [parentOf(id)],
  accept({ id, parts, body }, world) {
    const group = world.find(parentOf(id));
    if (!group) throw AZURE_STYLE.notFound(parentOf(id));
    checkNetworkName(parts.name!);
    const rule = body as unknown as RuleBody;
    checkRule(parts.name!, rule);
    for (const other of rulesOf(group.id, world)) {
      const { priority, direction } = other.body as unknown as RuleBody;
      if (!sameId(other.id, id) && priority === rule.priority && direction === rule.direction)
        throw badRequest(
          "SecurityRuleConflict",
          `Security rule ${parts.name!} conflicts with rule ${other.id.split("/").at(-1)!}. Rules cannot have the same Priority and Direction.`,
        );
    }
    return {};
  },
  apply: (_rule, world) => world.applyRules(),
  // The rule is still recorded while it is removed: without it, the rules that remain are applied.
  async remove(rule, world) {
    rule.facts.isGone = true;
    await world.applyRules();
  },
  view: (rule) => {
    const { location: _, tags: _tags, ...common } = shown(rule);
    const lists = ["sourceAddressPrefixes", "destinationAddressPrefixes", "sourcePortRanges", "destinationPortRanges"];
    return { ...common, ...Object.fromEntries(lists.map((key) => [key, []])), ...rule.body };
  },
};

/** Subnets and interfaces that a group is associated with. */
function usersOf(group: string, world: World): string[] {
  const kinds = ["Microsoft.Network/virtualNetworks/subnets", "Microsoft.Network/networkInterfaces"];
  return kinds
    .flatMap((kind) => world.all(kind))
    .filter(({ body }) => sameId((body.networkSecurityGroup as { id?: string } | undefined)?.id, group))
    .map(({ id }) => id);
}
