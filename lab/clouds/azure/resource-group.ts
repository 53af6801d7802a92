/** Resource groups: to delete one is to delete all that is in it. */
import type { Kind } from "../kind.ts";
import { checkTags } from "./checks.ts";
import { badRequest, conflict } from "./errors.ts";
import { GROUP_PATH } from "./id.ts";
import { isRegion, normalizedRegion } from "./regions.ts";

interface Body {
  location: string;
  managedBy?: string;
  tags?: Record<string, string>;
}

/** What must go first. Kinds that are not here are deleted with what they are in. */
const DELETION_ORDER = [
  "Microsoft.DevTestLab/schedules",
  "Microsoft.Compute/virtualMachines",
  "Microsoft.Compute/disks",
  "Microsoft.Network/networkInterfaces",
  "Microsoft.Network/publicIPAddresses",
  "Microsoft.Network/virtualNetworks/subnets",
  "Microsoft.Network/virtualNetworks",
  "Microsoft.Network/networkSecurityGroups/securityRules",
  "Microsoft.Network/networkSecurityGroups",
];

export const resourceGroups: Kind = {
  name: "Microsoft.Resources/resourceGroups",
  path: GROUP_PATH,
  seconds: { create: 1, update: 1, delete: 60 },
  accept({ parts, body, old }) {
    const { location, tags } = body as unknown as Body;
    const name = parts.group!;
    if (!/^[-\w.()]{1,90}$/.test(name) || name.endsWith("."))
      throw badRequest(
        "InvalidResourceGroup",
        `The provided resource group name '${name}' has these invalid characters or ends with '.'. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`,
      );
    if (location === undefined)
      throw badRequest("LocationRequired", "The location property is required for this definition.");
    const region = normalizedRegion(location);
    if (!isRegion(region))
      throw badRequest(
        "LocationNotAvailableForResourceGroup",
        `The provided location '${location}' is not available for resource group.`,
      );
    if (old && old.facts.location !== region)
      throw conflict(
        "InvalidResourceGroupLocation",
        `Invalid resource group location '${region}'. The Resource group already exists in location '${old.facts.location as string}'.`,
      );
    checkTags(tags);
    return { location: region };
  },
  async remove(group, world) {
    const inside = `${group.id.toLowerCase()}/`;
    for (const name of DELETION_ORDER)
      for (const resource of world.all(name))
        if (resource.id.toLowerCase().startsWith(inside)) await world.purge(resource);
  },
  view: ({ id, body, facts, state }) => ({
    id,
    name: id.split("/")[4]!,
    type: "Microsoft.Resources/resourceGroups",
    location: facts.location,
    managedBy: body.managedBy,
    tags: body.tags,
    properties: { provisioningState: state },
  }),
};
