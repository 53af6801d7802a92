/** Ranges of addresses: each region has one, and no two overlap. */
import { overlaps } from "../../catalog/cidr.ts";
import { azureRegions, gcpRegions, regionCidr } from "../../catalog/regions.ts";
import { nearest, type Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

/** Smallest that holds a /24 of nodes. */
const MAX_BITS = 24;
const CIDR = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;

interface Named {
  path: string;
  cidr: string;
  what: string;
}

interface RegionInUse {
  cloud: "azure" | "gcp";
  region: string;
  /** Where it was said. */
  path: string;
}

/** Networks that nodes are in, each once. */
function regionsOf({ topology }: Loose): RegionInUse[] {
  const found = topology.nodes.flatMap((node, i): RegionInUse[] => {
    const { cloud } = node;
    if (cloud !== "azure" && cloud !== "gcp") return [];
    const region = node.region ?? topology[cloud].region;
    if (region === "") return [];
    return [
      { cloud, region, path: node.region === undefined ? `topology.${cloud}.region` : `topology.nodes[${i}].region` },
    ];
  });
  return found.filter(
    (one, i) => found.findIndex((each) => each.region === one.region && each.cloud === one.cloud) === i,
  );
}

export function checkNetworks(loose: Loose): Problem[] {
  const { podCidr, serviceCidr, networks } = loose.topology;
  const used = regionsOf(loose);
  const problems: Problem[] = used.flatMap(({ cloud, region, path }): Problem[] => {
    if (regionCidr(cloud, region, networks) !== undefined) return [];
    const message = `has no network: it is no region of ${cloud} that is known here; say its range as topology.networks.${region}`;
    const near = nearest(region, cloud === "azure" ? azureRegions : gcpRegions);
    return [{ path, found: JSON.stringify(region), message, ...(near === undefined ? {} : { nearest: near }) }];
  });
  const named: Named[] = [
    ...used.flatMap(({ cloud, region }): Named[] => {
      const cidr = regionCidr(cloud, region, networks);
      return cidr === undefined
        ? []
        : [{ path: `topology.networks.${region}`, cidr, what: `the network of ${region}` }];
    }),
    { path: "topology.podCidr", cidr: podCidr, what: "pods" },
    { path: "topology.serviceCidr", cidr: serviceCidr, what: "services" },
  ].filter(({ cidr }) => CIDR.test(cidr));
  const narrow = Object.entries(networks).flatMap(([region, cidr]): Problem[] =>
    CIDR.test(cidr) && Number(cidr.split("/")[1]) > MAX_BITS
      ? [
          {
            path: `topology.networks.${region}`,
            found: JSON.stringify(cidr),
            message: `must be at least a /${MAX_BITS}`,
          },
        ]
      : [],
  );
  const overlapping = named.flatMap((one, i) =>
    named
      .slice(i + 1)
      .filter((other) => overlaps(one.cidr, other.cidr))
      .map((other): Problem => {
        const message = `overlaps ${other.cidr} of ${other.what}: an address must have one owner`;
        return { path: one.path, found: JSON.stringify(one.cidr), message };
      }),
  );
  return [...problems, ...narrow, ...overlapping];
}
