/**
 * Checks between keys. They read whatever is well-formed of the raw values, so that a problem in one place hides none
 * in another.
 */
import { z } from "zod";
import { matches, ownLabels, type Labels } from "../topology/labels.ts";
import { entryService } from "../topology/services.ts";
import { nearest, type Problem } from "./problems.ts";

const labels = z.record(z.string(), z.string()).catch({});
const text = z.string().catch("");
const size = z.number().catch(Number.NaN);
const list = <T extends z.ZodType>(item: T) => z.array(item).catch([]);

const levelSchema = z
  .object({ name: text, durationS: size, users: size, spawnRatePerS: size })
  .catch({ name: "", durationS: Number.NaN, users: Number.NaN, spawnRatePerS: Number.NaN });

const linkSchema = z
  .object({ between: list(text), oneWayDelayMs: size, jitterMs: size })
  .catch({ between: [], oneWayDelayMs: Number.NaN, jitterMs: Number.NaN });

const looseSchema = z.object({
  topology: z
    .object({
      nodes: list(z.object({ name: text, role: text, labels }).catch({ name: "", role: "", labels: {} })),
      links: list(linkSchema),
    })
    .catch({ nodes: [], links: [] }),
  workload: z
    .object({
      nodeSelector: labels,
      services: z
        .record(
          z.string(),
          z.object({ nodeSelector: labels.optional(), replicas: z.number().catch(1) }).catch({ replicas: 1 }),
        )
        .catch({}),
    })
    .catch({ nodeSelector: {}, services: {} }),
  load: z
    .object({
      levels: list(levelSchema),
      warmUpS: size,
    })
    .catch({ levels: [], warmUpS: Number.NaN }),
});
type Loose = z.infer<typeof looseSchema>;

export function crossCheck(values: unknown): Problem[] {
  const loose = looseSchema.parse(values);
  return [
    ...checkNodes(loose),
    ...checkLinks(loose),
    ...checkSelectors(loose),
    ...checkEntry(loose),
    ...checkLevels(loose),
  ];
}

function duplicates(names: readonly string[], path: (index: number) => string, what: string): Problem[] {
  return names.flatMap((name, i) => {
    const first = names.indexOf(name);
    if (name === "" || first === i) return [];
    return [
      { path: path(i), found: JSON.stringify(name), message: `is the name of ${what} ${first} too; names are unique` },
    ];
  });
}

function checkNodes({ topology: { nodes } }: Loose): Problem[] {
  const names = nodes.map((node) => node.name);
  const problems = duplicates(names, (i) => `topology.nodes[${i}].name`, "node");
  const servers = nodes.filter((node) => node.role === "server").length;
  const known = nodes.every(({ role }) => ["", "server", "agent"].includes(role));
  if (known && nodes.length > 0 && servers !== 1)
    problems.push({
      path: "topology.nodes",
      found: `${servers} servers`,
      message: "must have exactly one of role server",
    });
  return problems;
}

function checkLinks({ topology: { nodes, links } }: Loose): Problem[] {
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
      const message = `is no node; nodes: ${names.join(", ")}`;
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

function checkSelectors({ topology: { nodes }, workload }: Loose): Problem[] {
  if (nodes.length === 0 || nodes.some((node) => node.name === "")) return [];
  const all = nodes.map((node) => ({
    ...ownLabels(node.name, node.role === "server" ? "server" : "agent"),
    ...node.labels,
  }));
  const check = (path: string, selector: Labels): Problem[] => {
    if (all.some((nodeLabels) => matches(nodeLabels, selector))) return [];
    const message = "matches no node of topology.nodes; give a node these labels";
    return [{ path, found: JSON.stringify(selector), message }];
  };
  return [
    ...check("workload.nodeSelector", workload.nodeSelector),
    ...Object.entries(workload.services).flatMap(([service, { nodeSelector }]) =>
      nodeSelector ? check(`workload.services.${service}.nodeSelector`, nodeSelector) : [],
    ),
  ];
}

function checkEntry({ workload }: Loose): Problem[] {
  const replicas = workload.services[entryService]?.replicas ?? 1;
  if (replicas <= 1) return [];
  const message = "must be 1: users reach one address, and emulated nodes have no balancer before the entry";
  return [{ path: `workload.services.${entryService}.replicas`, found: String(replicas), message }];
}

function checkLevels({ load: { levels, warmUpS } }: Loose): Problem[] {
  const names = levels.map((level) => level.name);
  const tooShort = levels.flatMap(({ durationS }, i): Problem[] => {
    if (!(durationS <= warmUpS)) return [];
    const message = `must be more than load.warmUpS (${warmUpS}), which is not measured`;
    return [{ path: `load.levels[${i}].durationS`, found: String(durationS), message }];
  });
  const ramps = levels.map((level) => ({ ...level, rampS: level.users / level.spawnRatePerS }));
  const longest = ramps.filter(({ rampS }) => rampS > warmUpS).sort((a, b) => b.rampS - a.rampS)[0];
  const cold: Problem[] = longest
    ? [{ path: "load.warmUpS", found: String(warmUpS), message: rampMessage(longest) }]
    : [];
  return [...duplicates(names, (i) => `load.levels[${i}].name`, "level"), ...tooShort, ...cold];
}

const rampMessage = ({
  users,
  spawnRatePerS,
  rampS,
}: {
  users: number;
  spawnRatePerS: number;
  rampS: number;
}): string =>
  `must be at least ${Math.ceil(rampS * 1000) / 1000}: ${users} users at ${spawnRatePerS} per second take that long to start`;
