/** Checks that many Azure services make of a request. */
import { parseCidr, type Range } from "../cidr.ts";
import type { Change, World } from "../kind.ts";
import type { Resource } from "../store.ts";
import { AZURE_STYLE, badRequest, conflict } from "./errors.ts";
import { groupOf } from "./id.ts";
import { isRegion, normalizedRegion } from "./regions.ts";

const NAME = /^[a-zA-Z0-9](?:[\w.-]{0,78}\w)?$/;

/** Of networks and what belongs to them. */
export function checkNetworkName(name: string): void {
  if (!NAME.test(name))
    throw badRequest(
      "InvalidResourceName",
      `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.`,
    );
}

/**
 * The resource group must exist, and the region must be one that the resource may have.
 *
 * @returns the region
 */
export function checkPlace({ id, body, old }: Change, type: string, world: World): string {
  const group = world.find(groupOf(id));
  if (!group) throw AZURE_STYLE.notFound(groupOf(id));
  if (group.state === "Deleting") throw AZURE_STYLE.busy(group.id, "");
  const region = normalizedRegion((body.location ?? group.body.location) as string);
  if (!isRegion(region))
    throw badRequest(
      "LocationNotAvailableForResourceType",
      `The provided location '${region}' is not available for resource type '${type}'.`,
    );
  if (old && old.facts.location !== region)
    throw conflict(
      "InvalidResourceLocation",
      `The resource '${id.split("/").at(-1)}' already exists in location '${old.facts.location as string}' in resource group '${id.split("/")[4]}'. A resource with the same name cannot be created in location '${region}'. Please select a new resource name.`,
    );
  return region;
}

const MAX_TAGS = 50;

export function checkTags(tags: Readonly<Record<string, string>> = {}): void {
  const names = Object.keys(tags);
  if (names.length > MAX_TAGS)
    throw badRequest(
      "TooManyTags",
      `The maximum number of tags for a resource is ${MAX_TAGS}; ${names.length} were given.`,
    );
  for (const [name, value] of Object.entries(tags)) {
    if (name === "" || name.length > 512 || /[<>%&\\?/]/.test(name))
      throw badRequest(
        "InvalidTagNameCharacters",
        `The tag name '${name}' has reserved characters '<,>,%,&,\\,?,/' or is invalid.`,
      );
    if (value.length > 256)
      throw badRequest("TagValueTooLong", `The value of tag '${name}' is longer than 256 characters.`);
  }
}

/** A resource that another one refers to, in the same region. */
export function checkReference(from: string, id: string, region: string | null, world: World): Resource {
  const found = world.find(id);
  const isElsewhere = region !== null && found?.facts.location !== undefined && found.facts.location !== region;
  if (found && !isElsewhere && found.state !== "Deleting") return found;
  throw badRequest(
    "InvalidResourceReference",
    `Resource ${id} referenced by resource ${from} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}

export function checkPrefix(prefix: string, owner: string): Range {
  const range = parseCidr(prefix);
  if (range && prefix.includes("/")) return range;
  throw badRequest(
    "InvalidCIDRNotation",
    `The address prefix ${prefix} in resource ${owner} has an invalid CIDR notation: it must be an IPv4 address without bits beyond its prefix length.`,
  );
}
