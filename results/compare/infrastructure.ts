/** Lists the differences between two deployments, which may explain the differences between their numbers. */
import type { StackOutputs } from "../schema/outputs.ts";
import type { InfrastructureChange } from "./types.ts";

type Section = InfrastructureChange["section"];
/** Descriptions by item; equal descriptions are not a difference. */
type Items = Map<string, string>;

const SECTIONS: Record<Section, (outputs: StackOutputs) => Items> = {
  nodes: ({ nodes, plan }) =>
    new Map(
      nodes.map(({ name, role, size, cpus, memoryMiB, quota }) => [
        name,
        `${role}${placeOf(plan, name)}, ${size}: ${cpus} CPUs (${held(quota.cpu)}), ${memoryMiB} MiB (${held(quota.memory)})`,
      ]),
    ),
  cluster: ({ plan }) => new Map(Object.entries(plan.cluster ?? {}).map(([item, value]) => [item, String(value)])),
  links: ({ plan }) =>
    new Map(
      plan.links.map(({ between, oneWayDelayMs, jitterMs, bandwidthMbitPerS }) => [
        [...between].sort().join(" – "),
        `${oneWayDelayMs} ms ± ${jitterMs} ms each way, ${bandwidthMbitPerS} Mbit/s`,
      ]),
    ),
  services: ({ plan }) =>
    new Map(
      plan.services.map(({ name, replicas, nodeSelector }) => {
        const selector = pairs(nodeSelector);
        const count = replicas === null ? "as installed" : String(replicas);
        return [name, `${count} × ${selector === "" ? "any node" : selector}`];
      }),
    ),
  placement: ({ placement }) => {
    const nodes = Map.groupBy(placement, ({ service }) => service);
    return new Map(
      [...nodes].map(([service, at]) => [
        service,
        at
          .map(({ node }) => node)
          .sort()
          .join(", "),
      ]),
    );
  },
  levels: ({ plan }) => new Map(plan.levels.map((level) => [level.name, levelText(level)])),
  environment: ({ environment }) => {
    const { versions = {}, sysctls = {}, ...machine } = environment ?? {};
    const items = [machine, versions, sysctls].flatMap((part) => Object.entries(part));
    return new Map(items.map(([item, value]) => [item, String(value)]));
  },
};

export function infrastructureChanges(a: StackOutputs, b: StackOutputs): InfrastructureChange[] {
  // An environment that one side did not record is not a difference.
  const isKnown = (section: Section) => section !== "environment" || (a.environment !== null && b.environment !== null);
  return (Object.keys(SECTIONS) as Section[]).filter(isKnown).flatMap((section) => {
    const [before, after] = [SECTIONS[section](a), SECTIONS[section](b)];
    const items = new Set([...before.keys(), ...after.keys()]);
    return [...items]
      .filter((item) => before.get(item) !== after.get(item))
      .map((item) => ({ section, item, a: before.get(item) ?? null, b: after.get(item) ?? null }));
  });
}

/** Cloud and region; empty for emulated nodes. */
function placeOf({ nodes }: StackOutputs["plan"], name: string): string {
  const planned = nodes.find((node) => node.name === name);
  if (!planned || planned.cloud === "local") return "";
  return ` in ${[planned.cloud, planned.region].filter((part) => part !== undefined).join(" ")}`;
}

/** Of a constant load, or of one that changes. */
function levelText({
  users,
  spawnRatePerS,
  ratePerS,
  shape,
  durationMs,
}: StackOutputs["plan"]["levels"][number]): string {
  const parts = [
    ...(shape === undefined ? [] : [shape]),
    ...(users === null ? [] : [`${users} users`]),
    ...(ratePerS === undefined ? [] : [`${ratePerS} arrivals per s`]),
    ...(spawnRatePerS === null ? [] : [`${spawnRatePerS} per s`]),
    `${durationMs / 1000} s`,
  ];
  return parts.join(", ");
}

const held = (holds: boolean): string => (holds ? "limited" : "not limited");

const pairs = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(" ");
