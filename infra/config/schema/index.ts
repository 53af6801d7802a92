/**
 * The configuration of a stack: every key, its unit, default and limits. docs/config.md is generated from here.
 *
 * By default, a load has three levels of three minutes, with the think times of the scenario. Stack files only set what
 * differs.
 */
import { z } from "zod";
import { NO_FILES, type WorkloadFiles } from "./application.ts";
import { budgetSchema } from "./budget.ts";
import { comparisonSchema } from "./comparison.ts";
import { loadSchema } from "./load.ts";
import { cidr } from "./names.ts";
import { nodeConfigSchema, type NodeConfig } from "./node.ts";
import { observabilitySchema } from "./observability.ts";
import { topologySchema } from "./topology.ts";
import { workloadSchema } from "./workload.ts";

export { DEFAULT_LEVELS, durationSOf, kindOf, levelsOf, type LevelConfig, type LevelKind } from "./levels.ts";
export type { NodeConfig } from "./node.ts";

const accessSchema = z.strictObject({
  adminCidrs: z
    .array(cidr)
    .min(1)
    .max(50)
    .optional()
    .describe(
      "Required for machines in clouds and existing machines. Your public addresses; SSH, the Kubernetes API and the shop are open to them. `plan` shows `<unset>` if missing.",
    ),
  generatorCidrs: z
    .array(cidr)
    .max(50)
    .default([])
    .describe("Addresses of load generators in addition to `adminCidrs`; the shop is open to them."),
  allowWorld: z.boolean().default(false).describe("Allows `0.0.0.0/0` in the two lists above."),
});

/** One schema for each top-level key, so that a problem in one section does not hide problems in another. */
export const sections = {
  topology: topologySchema.prefault({}),
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
  edgeSshKey: "Private SSH key, in OpenSSH format, for `existing` machines with `join: ssh` and for `load.generators`.",
} as const;

export const secretKeys: readonly string[] = Object.keys(SECRET_DESCRIPTIONS);

/** As written in a stack file, with defaults. */
export type WrittenConfig = z.infer<typeof configSchema>;

/** A checked configuration, with all defaults, and the content of the files that it names. */
export interface StackConfig extends Omit<WrittenConfig, "topology"> {
  topology: Omit<WrittenConfig["topology"], "nodes"> & { nodes: NodeConfig[] };
  files: WorkloadFiles;
}

/** Narrows the nodes of a configuration without problems to the keys of their clouds. */
export function stackConfigOf(written: WrittenConfig, files: WorkloadFiles = NO_FILES): StackConfig {
  const { topology } = written;
  const nodes = topology.nodes.map((node) => nodeConfigSchema.parse(node));
  return { ...written, topology: { ...topology, nodes }, files };
}
