import * as daemons from "../../../../infra/hosts/local/lifecycle.ts";
import type { WorkloadInputs } from "../../../../infra/workloads/local/lifecycle.ts";
import type { Plan } from "../../../../infra/topology/plan.ts";

/** Starts the nodes and links of a plan, in the stack `test`. */
export async function emulatedMachines(plan: Plan): Promise<Pick<WorkloadInputs, "nodes" | "links">> {
  const node = async ({ name, cpus, memoryMiB }: Plan["nodes"][number]) => {
    const spec = { cpus, memoryMiB, controlPort: 0 };
    return { name, instance: (await daemons.create({ stack: "test", kind: "nodes", name, spec })).id };
  };
  const link = async ({ name, ...spec }: Plan["links"][number]) => {
    const { id } = await daemons.create({ stack: "test", kind: "links", name, spec: { ...spec, seed: 1 } });
    return { name, between: spec.between, instance: id };
  };
  const [nodes, links] = await Promise.all([Promise.all(plan.nodes.map(node)), Promise.all(plan.links.map(link))]);
  return { nodes, links };
}
