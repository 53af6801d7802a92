/** The four phases and others as stack files, with the required settings. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { record, type GivenConfig, type Recording } from "@stackmark/engine/record";
import { planStack } from "../../../infra/stack-file.ts";
import type { Plan } from "../../../infra/topology/plan.ts";
import { root } from "../../helpers/imports.ts";
import { edgeKeys, type RawStack } from "../topology/stacks.ts";
import { computed } from "./computed.ts";

const ADMIN = "203.0.113.7/32";

/** A committed phase, completed. @param change further keys, by section */
export function phase(stack: string, change: Record<string, object> = {}): RawStack {
  const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as { config: Record<string, any> };
  const own = Object.fromEntries(Object.entries(file.config).map(([key, value]) => [key.split(":")[1]!, value]));
  const topology = {
    ...own.topology,
    gcp: { project: "my-project" },
    nodes: own.topology.nodes.map((node: any, i: number) =>
      node.cloud === "existing" ? { ...node, ...edgeKeys(i) } : node,
    ),
  };
  const whole: Record<string, any> = { ...own, topology, access: { adminCidrs: [ADMIN] } };
  for (const [section, keys] of Object.entries(change)) whole[section] = { ...whole[section], ...keys };
  return whole as RawStack;
}

export interface Recorded {
  plan: Plan;
  recording: Recording;
}

/** The whole program, run on this stack in record mode. */
export async function recorded(
  stack: string,
  raw: { topology: Partial<RawStack["topology"]>; [section: string]: unknown },
): Promise<Recorded> {
  const folder = mkdtempSync(join(tmpdir(), "stackmark-program-"));
  try {
    const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`stackmark:${key}`, value]));
    const configFile = join(folder, `Pulumi.${stack}.yaml`);
    const hasEdge = raw.topology.nodes?.some(({ cloud, join: how }) => cloud === "existing" && how !== "manual");
    const text = stringify({ config });
    writeFileSync(configFile, text);
    const secrets: GivenConfig = hasEdge ? { "stackmark:edgeSshKey": { secret: "EDGE-KEY" } } : {};
    const recording = await record({ projectDir: root, stack, configFile, config: secrets, computed });
    const planned = await planStack(stack, text, root);
    if (!planned.plan) throw new Error(planned.message);
    return { plan: planned.plan, recording };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
