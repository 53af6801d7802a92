/**
 * The configuration of a stack: every key, its unit, default and limits. docs/config.md is generated from here.
 *
 * By default, a load has three levels of three minutes, with the think times of the scenario. Stack files only set what
 * differs.
 */
import { z } from "zod";
import { comparisonSchema } from "./comparison.ts";
import { budgetSchema } from "./budget.ts";
import { accessSchema, observabilitySchema } from "./access.ts";
import { loadSchema } from "./load.ts";
import { nodeConfigSchema, type NodeConfig } from "./node.ts";
import { topologySchema } from "./topology.ts";
import { workloadSchema } from "./workload.ts";

export { DEFAULT_LEVELS } from "./load.ts";
export type { NodeConfig } from "./node.ts";

/** One schema a top-level key, so that a problem in one hides none in another. */
export const sections = {
  topology: topologySchema,
  workload: workloadSchema.prefault({}),
  load: loadSchema.prefault({}),
  comparison: comparisonSchema.prefault({}),
  access: accessSchema.prefault({}),
  observability: observabilitySchema.prefault({}),
  budget: budgetSchema.prefault({}),
} as const;

export const configSchema = z.strictObject(sections);

/** Top-level keys whose values are secrets, set by `pulumi config set --secret`; every other key holds plain values. */
export const SECRET_DESCRIPTIONS = {
  grafanaPassword: "Password of the Grafana user `admin`. Default: generated.",
  edgeSshKey: "Private SSH key, in OpenSSH format, for `existing` machines with `join: ssh`.",
} as const;

export const secretKeys: readonly string[] = Object.keys(SECRET_DESCRIPTIONS);

/** As written in a stack file, with defaults. */
export type WrittenConfig = z.infer<typeof configSchema>;

/** A checked configuration, with all defaults. */
export interface StackConfig extends Omit<WrittenConfig, "topology"> {
  topology: Omit<WrittenConfig["topology"], "nodes"> & { nodes: NodeConfig[] };
}

/** What a configuration without problems means. */
export function stackConfigOf(written: WrittenConfig): StackConfig {
  const { topology } = written;
  return { ...written, topology: { ...topology, nodes: topology.nodes.map((node) => nodeConfigSchema.parse(node)) } };
}
