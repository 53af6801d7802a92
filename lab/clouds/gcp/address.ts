/** Reserved addresses: external ones of a region, and internal ones of a subnetwork. */
import { notInTheLab } from "../api-error.ts";
import { parseCidr } from "../cidr.ts";
import type { Kind, World } from "../kind.ts";
import { firstFree, freeAddress, isAddressIn } from "../pools.ts";
import type { Resource } from "../store.ts";
import { checkLabels, checkName, checkProject, checkReference, selfLink } from "./checks.ts";
import { inUse, invalid, invalidField } from "./errors.ts";
import { labelOutputs } from "./labels.ts";
import { rangeOf } from "./network.ts";
import { isRegion } from "./places.ts";

export interface AddressBody {
  address?: string;
  addressType?: string;
  subnetwork?: string;
  network?: string;
  networkTier?: string;
  purpose?: string;
  description?: string;
  labels?: Record<string, string>;
}

const ADDRESSES = "compute#address";

/** Google's part of the lab's internet, without its first addresses, which the lab uses itself. */
const POOL = { ...parseCidr("203.0.113.128/25")!, skipped: 4 };

export const isExternal = ({ body }: Pick<Resource, "body">): boolean =>
  ((body as AddressBody).addressType ?? "EXTERNAL") === "EXTERNAL";

export const addresses: Kind = {
  name: ADDRESSES,
  path: "projects/{project}/regions/{region}/addresses/{name}",
  seconds: { create: 3, update: 3, delete: 3 },
  accept({ id, parts, body, old }, world) {
    const { addressType = "EXTERNAL", address, subnetwork, networkTier, purpose, labels } = body as AddressBody;
    checkProject(parts.project!);
    checkName(parts.name!);
    checkLabels(labels);
    const region = parts.region!;
    if (!isRegion(region)) throw invalid(`Invalid value for field 'region': '${region}'. Unknown region.`);
    if (old) {
      const { labels: _old, ...before } = old.body as AddressBody;
      const { labels: _new, ...after } = body as AddressBody;
      if (JSON.stringify(before) !== JSON.stringify(after))
        throw invalid(`Only labels of address '${id}' can be changed.`);
      return {};
    }
    const numericId = world.number();
    if (addressType === "EXTERNAL") {
      if (subnetwork !== undefined)
        throw invalidField("subnetwork", subnetwork, "Subnetwork field is not supported for external addresses.");
      if (address !== undefined) throw notInTheLab("external addresses that the client chooses");
      return { numericId, address: freeAddress(POOL, "address", world) };
    }
    if (addressType !== "INTERNAL") throw invalidField("addressType", addressType, "Must be EXTERNAL or INTERNAL.");
    if (networkTier !== undefined)
      throw invalidField("networkTier", networkTier, "Network tier cannot be specified for internal addresses.");
    if (purpose !== undefined && purpose !== "GCE_ENDPOINT") throw notInTheLab(`addresses with the purpose ${purpose}`);
    if (subnetwork === undefined) throw notInTheLab("internal addresses of the default network (set subnetwork)");
    const found = checkReference(
      subnetwork,
      `projects/${parts.project!}/regions/${region}/subnetworks`,
      "subnetwork",
      world,
    );
    if (found.id.split("/")[3] !== region)
      throw invalidField("subnetwork", subnetwork, "The subnetwork must be in the region of the address.");
    if (address !== undefined && !isAddressIn(address, usableRange(found)))
      throw invalidField("address", address, `Requested internal IP address is outside the subnetwork's range.`);
    if (address !== undefined && internalAddresses(found.id, world).has(address)) throw inUseAddress(address);
    const free = address ?? firstFree(usableRange(found), internalAddresses(found.id, world));
    if (free === undefined) throw invalid(`IP space of '${found.id}' is exhausted.`);
    return { numericId, address: free, subnetwork: found.id };
  },
  acceptDelete(address, world) {
    const user = userOf(address, world);
    if (user) throw inUse("address", address.id, user.id);
  },
  billed: (address) =>
    isExternal(address)
      ? [
          {
            item: "address",
            sku: (address.body as AddressBody).networkTier ?? "PREMIUM",
            region: address.id.split("/")[3]!,
          },
        ]
      : [],
  view(resource, world) {
    const { id, body, facts, createdMs } = resource;
    const { addressType = "EXTERNAL", description = "", labels } = body as AddressBody;
    const user = userOf(resource, world);
    return {
      id,
      name: id.split("/").at(-1)!,
      project: id.split("/")[1]!,
      region: id.split("/")[3]!,
      address: facts.address,
      ...{ addressType, description },
      networkTier: addressType === "EXTERNAL" ? ((body as AddressBody).networkTier ?? "PREMIUM") : "",
      purpose: addressType === "INTERNAL" ? "GCE_ENDPOINT" : "",
      subnetwork: facts.subnetwork === undefined ? "" : selfLink(facts.subnetwork as string),
      users: user ? [selfLink(user.id)] : [],
      creationTimestamp: new Date(createdMs).toISOString(),
      selfLink: selfLink(id),
      prefixLength: 0,
      ...labelOutputs(labels, resource),
    };
  },
};

/** Google has the first two addresses of a subnetwork and its last two. */
export function usableRange(subnetwork: Resource): { first: number; last: number } {
  const { first, last } = rangeOf(subnetwork);
  return { first: first + 2, last: last - 2 };
}

/** Reserved or in use. */
export const internalAddresses = (subnetwork: string, world: World): Set<string> =>
  new Set(
    [...world.all(ADDRESSES), ...world.all("compute#instance")]
      .filter(({ facts }) => facts.subnetwork === subnetwork)
      .map(({ facts }) => (facts.address ?? facts.networkIp) as string),
  );

export const inUseAddress = (address: string) => invalid(`IP '${address}' is already being used by another resource.`);

/** The reserved address of a region with this number. */
export function reservedAddress(address: string, project: string, region: string, world: World): Resource | undefined {
  const prefix = `projects/${project}/regions/${region}/addresses/`;
  return world.all(ADDRESSES).find(({ id, facts }) => id.startsWith(prefix) && facts.address === address);
}

export function userOf(address: Resource, world: World): Resource | undefined {
  const fact = isExternal(address) ? "natIp" : "networkIp";
  return world.all("compute#instance").find(({ id, facts }) => {
    const isSame = facts[fact] === address.facts.address && id.split("/")[1] === address.id.split("/")[1];
    return isSame && (isExternal(address) || facts.subnetwork === address.facts.subnetwork);
  });
}
