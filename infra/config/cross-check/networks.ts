/** Checks of networks: ranges of addresses, links, and who may connect. */
import { isWorld, overlaps } from "../../catalog/cidr.ts";
import { AZURE_REGIONS, GCP_REGIONS, regionCidr } from "../../catalog/regions.ts";
import { nearest } from "../../../base/nearest.ts";
import { type Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

/** The smallest network that holds a /24 subnet of nodes. */
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
  /** Key that sets it. */
  path: string;
}

/** Regions that have machines, each once. */
function regionsOf({ topology, load }: Loose): RegionInUse[] {
  const inUse = (machines: readonly { cloud: string; region?: string | undefined }[], list: string): RegionInUse[] =>
    machines.flatMap(({ cloud, region: own }, i) => {
      if (cloud !== "azure" && cloud !== "gcp") return [];
      const region = own ?? topology[cloud].region;
      if (region === "") return [];
      return [{ cloud, region, path: own === undefined ? `topology.${cloud}.region` : `${list}[${i}].region` }];
    });
  const found = [...inUse(topology.nodes, "topology.nodes"), ...inUse(load.generators, "load.generators")];
  return found.filter(
    (one, i) => found.findIndex((each) => each.region === one.region && each.cloud === one.cloud) === i,
  );
}

/** Each region has a range of addresses, and no two ranges overlap. */
export function checkNetworks(loose: Loose): Problem[] {
  const { podCidr, serviceCidr, networks } = loose.topology;
  const used = regionsOf(loose);
  const problems: Problem[] = used.flatMap(({ cloud, region, path }): Problem[] => {
    if (regionCidr(cloud, region, networks) !== undefined) return [];
    const message = `is not a known region of ${cloud}; set its range of addresses in topology.networks.${region}`;
    const near = nearest(region, cloud === "azure" ? AZURE_REGIONS : GCP_REGIONS);
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

/** Links name two different nodes, each pair once. */
export function checkLinks({ topology: { nodes, links } }: Loose): Problem[] {
  const names = nodes.map((node) => node.name);
  const known = names.every((name) => name !== "");
  const seen = new Set<string>();
  return links.flatMap(({ between, oneWayDelayMs, jitterMs }, i): Problem[] => {
    const path = `topology.links[${i}].between`;
    const problems: Problem[] = [];
    if (jitterMs > oneWayDelayMs) {
      const message = `must be at most the delay (${oneWayDelayMs}): no byte arrives before it was sent`;
      problems.push({ path: `topology.links[${i}].jitterMs`, found: String(jitterMs), message });
    }
    if (between.length !== 2) return problems;
    const unknown = between.flatMap((name, end): Problem[] => {
      if (name === "" || !known || names.includes(name)) return [];
      const message = `is not a node; nodes: ${names.join(", ")}`;
      return [{ path: `${path}[${end}]`, found: JSON.stringify(name), message, nearest: nearest(name, names) }];
    });
    problems.push(...unknown);
    if (between[0] === between[1] && between[0] !== "")
      problems.push({ path, found: JSON.stringify(between), message: "must name two different nodes" });
    const pair = JSON.stringify([...between].sort());
    if (seen.has(pair))
      problems.push({ path, found: JSON.stringify(between), message: "is a pair that has a link already" });
    seen.add(pair);
    return problems;
  });
}

/** Machines are open to the world only with `allowWorld: true`. */
export function checkAccess({ access: { adminCidrs = [], generatorCidrs, allowWorld } }: Loose): Problem[] {
  if (allowWorld === true) return [];
  const lists = { adminCidrs, generatorCidrs };
  return Object.entries(lists).flatMap(([key, cidrs]) =>
    cidrs.flatMap((cidr, i): Problem[] => {
      if (!/^[\d.]+\/\d+$/.test(cidr) || !isWorld(cidr)) return [];
      const message = "opens the machines to the world; set your own addresses, or allowWorld: true to allow it";
      return [{ path: `access.${key}[${i}]`, found: JSON.stringify(cidr), message }];
    }),
  );
}
