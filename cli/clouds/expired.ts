/**
 * Which resources of clouds are this project's and expired, by their own tags; and in which order they may be deleted. Pure.
 * What lacks one of the tags, or has another form in it, belongs to others.
 */
import { slug, STACK_TAG } from "../../infra/catalog/names.ts";
import { EXPIRES_TAG, expiresLabel, RUN_TAG } from "../../infra/catalog/tags.ts";
import { inOrderOfRemoval, isInGroup, isResourceGroup } from "./removal.ts";
import { isDescribed, ruleNames, type CloudResource } from "./scope.ts";

/** What the tags of a resource say. */
interface OwnTags {
  /** Value of the stack's tag. */
  tag: string;
  /** Id of the stack's deployment. */
  run: string;
  expiresAtMs: number;
}

export interface ExpiredStack extends OwnTags {
  resources: CloudResource[];
}

const RUN = /^[0-9a-f]{8}$/;
const EXPIRES = /^(\d{4})-(\d\d)-(\d\d)t(\d\d)(\d\d)z$/;

function ownTags({ tags }: CloudResource): OwnTags | undefined {
  const [tag = "", run = "", expires = ""] = [tags[STACK_TAG], tags[RUN_TAG], tags[EXPIRES_TAG]];
  const [, year, month, day, hour, minute] = (EXPIRES.exec(expires) ?? []).map(Number);
  if (tag === "" || slug(tag) !== tag || !RUN.test(run) || year === undefined) return undefined;
  const expiresAtMs = Date.UTC(year, month! - 1, day, hour, minute);
  // `Date.UTC` takes a 13th month for the next January.
  return expiresLabel(new Date(expiresAtMs)) === expires ? { tag, run, expiresAtMs } : undefined;
}

/** A text that only resources of the same deployment have. */
export const deploymentKey = ({ tag, run, expiresAtMs }: OwnTags): string => `${tag} ${run} ${expiresAtMs}`;

/** Each deployment of a stack whose time has come, with its tagged resources. */
export function expiredStacks(resources: readonly CloudResource[], nowMs: number): ExpiredStack[] {
  const found = new Map<string, ExpiredStack>();
  for (const resource of resources) {
    const own = ownTags(resource);
    if (own === undefined || own.expiresAtMs > nowMs) continue;
    const key = deploymentKey(own);
    const stack = found.get(key) ?? { ...own, resources: [] };
    stack.resources.push(resource);
    found.set(key, stack);
  }
  return [...found.values()];
}

/** Whether a stack of this tag has resources whose time has not come: its network is theirs too. */
export const isAlive = (tag: string, all: readonly CloudResource[], nowMs: number): boolean =>
  all.some((each) => each.tags[STACK_TAG] === tag && !((ownTags(each)?.expiresAtMs ?? Infinity) <= nowMs));

/**
 * What to delete of an expired stack, in this order. A resource group is deleted whole if all in it
 * belongs to the stack; else its resources one by one, and the group stays.
 *
 * @param all what the clouds hold, as far as it is known
 */
export function deletions(stack: ExpiredStack, all: readonly CloudResource[]): CloudResource[] {
  const { resources } = stack;
  const isOwn = (resource: CloudResource): boolean => {
    const own = ownTags(resource);
    return own !== undefined && deploymentKey(own) === deploymentKey(stack);
  };
  const groups = resources.filter(isResourceGroup);
  const whole = groups.filter((group) => {
    const inside = all.filter((each) => each.cloud === "azure" && isInGroup(each, group));
    return inside.every((each) => isOwn(each) || isImplied(each, inside.filter(isOwn)));
  });
  const rest = resources.filter((each) => !isResourceGroup(each) && !whole.some((group) => isInGroup(each, group)));
  return inOrderOfRemoval([...whole, ...rest]);
}

/** Parts of own resources that get no tags: disks of machines, subnets and rules. */
function isImplied({ id, tags }: CloudResource, own: readonly CloudResource[]): boolean {
  if (Object.keys(tags).length > 0) return false;
  const lower = id.toLowerCase();
  return own.some((each) => {
    const parent = each.id.toLowerCase();
    return lower.startsWith(`${parent}/`) || lower === `${parent.replace("/virtualmachines/", "/disks/")}-os`;
  });
}

/**
 * IDs of firewall rules in the networks of a stack. They cannot have labels, and their descriptions say why they are there; so
 * the network, whose description has the stack's tags, says whose they are.
 */
export const firewallRulesOf = ({ resources }: Pick<ExpiredStack, "resources">): string[] =>
  resources.flatMap((network) => {
    const [, place, name] = (isDescribed(network) && /^(.*\/global)\/networks\/(.*)$/.exec(network.id)) || [];
    return name === undefined ? [] : ruleNames(name).map((rule) => `${place}/firewalls/${rule}`);
  });
