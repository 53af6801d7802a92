/** Any topology of real machines, as the raw configuration that a stack file would give. */
import fc from "fast-check";
import { parse, type ParseResult } from "../../../infra/config/parse.ts";
import { rawConfig } from "../helpers/raw-config.ts";
import { planOf, type ClusterPlan, type Plan } from "../../../infra/topology/plan.ts";

export interface RawNode {
  name: string;
  cloud: "azure" | "gcp" | "existing";
  role?: "server" | "agent";
  [key: string]: unknown;
}

export interface RawStack {
  topology: { nodes: RawNode[]; [key: string]: unknown };
  [section: string]: unknown;
}

export const ADMIN = "203.0.113.0/29";

const HOST_KEY = `ssh-ed25519 ${"A".repeat(68)}`;

/** Required settings of an existing machine. */
export const edgeKeys = (index: number): Record<string, unknown> => ({
  publicIp: `198.51.100.${index + 1}`,
  hostKey: HOST_KEY,
  memoryMiB: 16_384,
});

export function parseStack(stack: RawStack): ParseResult {
  return parse({ ...rawConfig(stack), "stackmark:edgeSshKey": "secret" }, ["stackmark:edgeSshKey"]);
}

/** @throws where it is not as right as it was meant to be */
export function planStack(stack: RawStack, name = "any"): Plan {
  const { config, problems, unset } = parseStack(stack);
  if (!config || unset.length > 0) throw new Error(JSON.stringify([...problems, ...unset]));
  return planOf(name, config);
}

/** As {@link planStack}, for real machines: what every stack here has. */
export function planCluster(stack: RawStack, name?: string): ClusterPlan {
  const plan = planStack(stack, name);
  if (!plan.kubernetes) throw new Error("emulated nodes");
  return plan;
}

const azureRegion = fc.constantFrom("westeurope", "eastus", "japaneast");
const gcpRegion = fc.constantFrom("europe-west1", "us-central1", "asia-east1");

/** A machine, but for its name. */
const machine: fc.Arbitrary<(index: number) => Record<string, unknown>> = fc.oneof(
  azureRegion.map((region) => () => ({ cloud: "azure", region })),
  gcpRegion.map((region) => () => ({ cloud: "gcp", region })),
  fc.constant((index: number) => ({ cloud: "existing", ...edgeKeys(index) })),
);

const NAME = /^[a-z][a-z0-9-]{0,10}[a-z0-9]$/;
const names = (length: number) => fc.uniqueArray(fc.stringMatching(NAME), { minLength: length, maxLength: length });

export const nodeLists: fc.Arbitrary<RawNode[]> = fc.array(machine, { minLength: 1, maxLength: 7 }).chain((machines) =>
  fc.tuple(names(machines.length), fc.nat({ max: machines.length - 1 })).map(([called, server]) =>
    machines.map((make, i) => {
      const role = i === server ? "server" : "agent";
      return { name: called[i]!, role, ...make(i) } as RawNode;
    }),
  ),
);

export const stacks: fc.Arbitrary<RawStack> = fc
  .record({
    nodes: nodeLists,
    overlay: fc.constantFrom("vxlan", "wireguard-native"),
    pin: fc.option(fc.nat({ max: 6 })),
    adminCidrs: fc.uniqueArray(fc.constantFrom(ADMIN, "203.0.113.64/32", "192.0.2.0/24"), { minLength: 1 }),
    generatorCidrs: fc.uniqueArray(fc.constantFrom("192.0.2.7/32", ADMIN)),
    nodePort: fc.integer({ min: 30_000, max: 32_767 }),
  })
  .map(({ nodes, overlay, pin, adminCidrs, generatorCidrs, nodePort }) => {
    const pinned = pin === null ? undefined : nodes[pin % nodes.length]!.name;
    const services = pinned ? { frontend: { nodeSelector: { "kubernetes.io/hostname": pinned } } } : {};
    return {
      topology: { nodes, overlay, gcp: { project: "a-project" } },
      workload: { name: "boutique", nodePort, services },
      access: { adminCidrs, generatorCidrs },
    };
  });
