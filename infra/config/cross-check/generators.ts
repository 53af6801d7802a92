/** Checks of the machines that send the load. */
import { LOCUST_PORT } from "../../catalog/load-tools.ts";
import { capacityOf } from "../../catalog/sizes.ts";
import { duplicates, type Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

const OF_CLOUDS = ["size"] as const;
const OF_EXISTING = ["publicIp", "sshUser", "sshPort", "hostKey"] as const;
const REQUIRED = ["publicIp", "hostKey"] as const;

const LOCUST_NEEDS_PORT = `needs its port ${LOCUST_PORT} between its machines, which the firewall of VMs blocks: use one VM, machines that you have, or from: cluster`;

export function checkGenerators({ load: { from, generators, tool }, topology, workload }: Loose): Problem[] {
  const names = generators.map(({ name }) => name);
  const problems = duplicates(names, (i) => `load.generators[${i}].name`, "generator");
  const add = (path: string, found: unknown, message: string) =>
    problems.push({ path: `load.${path}`, found: JSON.stringify(found), message });
  const isUsed = from === "generators";
  if (isUsed && generators.length === 0) add("generators", [], "must list the machines that send the load");
  if (!isUsed && generators.length > 0) add("from", from, "must be generators to use the machines in load.generators");
  const machines = generators.reduce((sum, { count }) => sum + count, 0);
  const hasVms = generators.some(({ cloud }) => cloud !== "existing");
  if (isUsed && tool === "locust" && hasVms && machines > 1) add("tool", tool, LOCUST_NEEDS_PORT);
  if (isUsed && topology.nodes.some(({ cloud }) => cloud === "local"))
    add("from", from, "needs a target that other machines reach: emulated nodes are reached from this machine only");
  const hasMachines = topology.nodes.some(({ cloud }) => cloud !== "local") && workload.url === undefined;
  generators.forEach((generator, i) => {
    const at = (key: string) => `generators[${i}].${key}`;
    const { name, cloud, count, size } = generator;
    if (name !== "" && topology.nodes.some((node) => node.name === name))
      add(at("name"), name, "is the name of a node; machines of a stack have different names");
    const given = (key: string): unknown => (generator as Record<string, unknown>)[key];
    const foreign = cloud === "existing" ? OF_CLOUDS : OF_EXISTING;
    for (const key of foreign)
      if (given(key) !== undefined) add(at(key), given(key), `is not for a generator of ${cloud}`);
    if (cloud === "existing") {
      for (const key of REQUIRED)
        if (given(key) === undefined) add(at(key), null, "must be set for an existing machine");
      if (count !== 1) add(at("count"), count, "must be 1 for an existing machine: list each of them");
      return;
    }
    if (!hasMachines)
      add(at("cloud"), cloud, "needs a stack with machines: without them, only existing machines can send the load");
    if (!capacityOf({ cloud, size })) add(at("size"), size, `is not a known size of ${cloud}`);
  });
  return problems;
}
