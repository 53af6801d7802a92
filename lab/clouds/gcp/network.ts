/** Networks, which are global, and their subnetworks in regions. Each network is a site of the lab. */
import { addressOf } from "../../../base/ipv4.ts";
import { notInTheLab } from "../api-error.ts";
import { overlaps, parseCidr } from "../cidr.ts";
import type { Kind, World } from "../kind.ts";
import { closeSite, freeSiteName, openSite } from "../sites.ts";
import type { Resource } from "../store.ts";
import { checkName, checkProject, checkRange, checkReference, fullId, selfLink } from "./checks.ts";
import { inUse, invalid, invalidField } from "./errors.ts";
import { isRegion } from "./places.ts";

interface NetworkBody {
  autoCreateSubnetworks?: boolean;
  mtu?: number;
  routingMode?: string;
  description?: string;
}

export interface SubnetworkBody {
  ipCidrRange?: string;
  network: string;
  purpose?: string;
  stackType?: string;
  secondaryIpRanges?: unknown[];
  description?: string;
}

const DEFAULT_MTU = 1460;

const NETWORKS = "compute#network";
const SUBNETWORKS = "compute#subnetwork";

/** The ID of the network that a resource of a project refers to. */
export const networkOf = ({ id, body }: Pick<Resource, "id" | "body">): string =>
  fullId(body.network as string, `projects/${id.split("/")[1]!}/global/networks`);

export const subnetworksOf = (network: string, world: World): Resource[] =>
  world.all(SUBNETWORKS).filter((subnetwork) => networkOf(subnetwork) === network);

export const networks: Kind = {
  name: NETWORKS,
  path: "projects/{project}/global/networks/{name}",
  seconds: { create: 12, update: 12, delete: 22 },
  accept({ parts, body, old }, world) {
    const { autoCreateSubnetworks = true, mtu = DEFAULT_MTU } = body as NetworkBody;
    checkProject(parts.project!);
    checkName(parts.name!);
    if (autoCreateSubnetworks)
      throw notInTheLab("networks that create their subnetworks (set autoCreateSubnetworks: false)");
    if (!Number.isInteger(mtu) || mtu < 1300 || mtu > 8896)
      throw invalidField("mtu", mtu, "Must be greater than or equal to 1300 and less than or equal to 8896.");
    if (old) {
      if (((old.body as NetworkBody).mtu ?? DEFAULT_MTU) !== mtu)
        throw notInTheLab("another MTU of a network that exists");
      return {};
    }
    return { numericId: world.number(), site: freeSiteName("gcp", world) };
  },
  acceptDelete({ id }, world) {
    for (const kind of [SUBNETWORKS, "compute#firewall"])
      for (const user of world.all(kind)) if (networkOf(user) === id) throw inUse("network", id, user.id);
  },
  async remove(network, world) {
    await closeSite(network, world);
  },
  view: ({ id, body, facts }) => {
    const { description, routingMode = "REGIONAL", mtu = DEFAULT_MTU } = body as NetworkBody;
    return {
      id,
      name: id.split("/").at(-1)!,
      project: id.split("/")[1]!,
      selfLink: selfLink(id),
      networkId: facts.numericId,
      numericId: facts.numericId,
      autoCreateSubnetworks: false,
      ...{ description: description ?? "", routingMode, mtu },
      bgpBestPathSelectionMode: "LEGACY",
      networkFirewallPolicyEnforcementOrder: "AFTER_CLASSIC_FIREWALL",
      gatewayIpv4: "",
    };
  },
};

/** Opens the site of an instance's network. */
export async function openNetwork(network: Resource, world: World): Promise<void> {
  const { mtu = DEFAULT_MTU } = network.body as NetworkBody;
  const cidrs = subnetworksOf(network.id, world).map((each) => (each.body as unknown as SubnetworkBody).ipCidrRange!);
  await openSite(network, cidrs, mtu, world);
}

const SMALLEST = 8;

export const subnetworks: Kind = {
  name: SUBNETWORKS,
  path: "projects/{project}/regions/{region}/subnetworks/{name}",
  seconds: { create: 12, update: 12, delete: 22 },
  accept({ id, parts, body, old }, world) {
    const {
      ipCidrRange,
      stackType = "IPV4_ONLY",
      secondaryIpRanges = [],
      purpose = "PRIVATE",
    } = body as unknown as SubnetworkBody;
    checkProject(parts.project!);
    checkName(parts.name!);
    if (!isRegion(parts.region!))
      throw invalid(`Invalid value for field 'region': '${parts.region!}'. Unknown region.`);
    if (ipCidrRange === undefined) throw invalid("Required field 'resource.ipCidrRange' not specified");
    if (stackType !== "IPV4_ONLY" || secondaryIpRanges.length > 0 || purpose !== "PRIVATE")
      throw notInTheLab("subnetworks with IPv6, secondary ranges or a special purpose");
    const network = checkReference(
      body.network as string,
      `projects/${parts.project!}/global/networks`,
      "network",
      world,
    );
    const range = checkRange(ipCidrRange, "ipCidrRange");
    if (range.last - range.first + 1 < SMALLEST)
      throw invalidField("ipCidrRange", ipCidrRange, "The subnetwork must have a prefix length of 29 or less.");
    for (const other of subnetworksOf(network.id, world))
      if (other.id !== id && overlaps(rangeOf(other), range))
        throw invalid(
          `Invalid IPCidrRange: ${ipCidrRange} conflicts with existing subnetwork '${other.id.split("/").at(-1)!}' in region '${other.id.split("/")[3]!}'.`,
        );
    if (old && (old.body as unknown as SubnetworkBody).ipCidrRange !== ipCidrRange)
      throw notInTheLab("another range of a subnetwork that exists");
    return old ? {} : { subnetworkId: Number(world.number().slice(0, 9)) };
  },
  acceptDelete({ id }, world) {
    for (const kind of ["compute#instance", "compute#address"])
      for (const user of world.all(kind)) if (user.facts.subnetwork === id) throw inUse("subnetwork", id, user.id);
  },
  view: (subnetwork) => {
    const { id, body, facts, createdMs } = subnetwork;
    const { ipCidrRange, description = "" } = body as unknown as SubnetworkBody;
    return {
      id,
      name: id.split("/").at(-1)!,
      project: id.split("/")[1]!,
      region: id.split("/")[3]!,
      network: selfLink(networkOf(subnetwork)),
      ...{ ipCidrRange, description },
      gatewayAddress: addressOf(rangeOf(subnetwork).first + 1),
      creationTimestamp: new Date(createdMs).toISOString(),
      subnetworkId: facts.subnetworkId,
      selfLink: selfLink(id),
      privateIpGoogleAccess: body.privateIpGoogleAccess ?? false,
      privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS",
      ...{ purpose: "PRIVATE", stackType: "IPV4_ONLY", secondaryIpRanges: [] },
      fingerprint: Buffer.from(`${subnetwork.revision}`.padStart(8, "0")).toString("base64"),
    };
  },
};

export const rangeOf = (subnetwork: Resource) =>
  parseCidr((subnetwork.body as unknown as SubnetworkBody).ipCidrRange!)!;
