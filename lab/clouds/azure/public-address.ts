/** Public addresses. */
import { notInTheLab } from "../api-error.ts";
import { parseCidr } from "../cidr.ts";
import type { Kind, World } from "../kind.ts";
import { freeAddress } from "../pools.ts";
import { checkNetworkName, checkPlace, checkTags } from "./checks.ts";
import { badRequest, conflict } from "./errors.ts";
import { pathOf, sameId } from "./id.ts";
import { shown } from "./shown.ts";

interface Body {
  sku?: { name?: string; tier?: string };
  publicIPAllocationMethod?: string;
  publicIPAddressVersion?: string;
  idleTimeoutInMinutes?: number;
  tags?: Record<string, string>;
  zones?: string[];
}

/** Azure's part of the lab's internet, without its first addresses, which the lab uses itself. */
const POOL = { ...parseCidr("198.51.100.0/24")!, skipped: 16 };

export const publicIpAddresses: Kind = {
  name: "Microsoft.Network/publicIPAddresses",
  path: pathOf("Microsoft.Network/publicIPAddresses/{name}"),
  seconds: { create: 3, update: 3, delete: 11 },
  accept(change, world) {
    const { id, parts, old } = change;
    const body = change.body as unknown as Body;
    checkNetworkName(parts.name!);
    const location = checkPlace(change, this.name, world);
    checkTags(body.tags);
    const sku = (body.sku?.name ?? "Basic").toLowerCase();
    if (sku === "basic")
      throw badRequest(
        "IPv4BasicSkuPublicIpCountLimitReached",
        "Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.",
      );
    if ((body.publicIPAllocationMethod ?? "Dynamic").toLowerCase() !== "static")
      throw badRequest(
        "StandardSkuPublicIPAddressMustBeStatic",
        `Standard sku publicIp ${id} must have AllocationMethod set to Static.`,
      );
    if (body.publicIPAddressVersion?.toLowerCase() === "ipv6") throw notInTheLab("IPv6");
    const idle = body.idleTimeoutInMinutes ?? 4;
    if (idle < 4 || idle > 30)
      throw badRequest(
        "InvalidIdleTimeout",
        `The idle timeout of ${id} is ${idle} minutes; it must be between 4 and 30.`,
      );
    if (old) {
      const before = (old.body as unknown as Body).sku?.name ?? "Basic";
      if (before.toLowerCase() !== sku)
        throw conflict("PropertyChangeNotAllowed", "Changing property 'sku' is not allowed.");
      return { location };
    }
    return { location, resourceGuid: world.guid(), ipAddress: freeAddress(POOL, "ipAddress", world) };
  },
  acceptDelete({ id }, world) {
    const user = userOf(id, world);
    if (user !== undefined)
      throw badRequest(
        "PublicIPAddressCannotBeDeleted",
        `Public IP address ${id} can not be deleted since it is still allocated to resource ${user}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`,
      );
  },
  billed: ({ facts }) => [{ item: "address", sku: "Standard", region: facts.location as string }],
  view(address, world) {
    const { sku, publicIPAddressVersion = "IPv4", idleTimeoutInMinutes = 4, zones } = address.body as unknown as Body;
    const user = userOf(address.id, world);
    return {
      ...shown(address),
      sku: { name: sku?.name ?? "Basic", tier: sku?.tier ?? "Regional" },
      publicIPAllocationMethod: "Static",
      publicIPAddressVersion,
      idleTimeoutInMinutes,
      zones,
      ipTags: [],
      ipAddress: address.facts.ipAddress,
      resourceGuid: address.facts.resourceGuid,
      ipConfiguration: user === undefined ? undefined : { id: user },
    };
  },
};

/** The IP configuration that has the address. */
export function userOf(address: string, world: World): string | undefined {
  for (const { id, body } of world.all("Microsoft.Network/networkInterfaces"))
    for (const each of body.ipConfigurations as unknown as { name: string; publicIPAddress?: { id?: string } }[])
      if (sameId(each.publicIPAddress?.id, address)) return `${id}/ipConfigurations/${each.name}`;
  return undefined;
}
