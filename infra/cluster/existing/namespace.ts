/** The namespace of a stack in an existing cluster, and whose it is. */
import { z } from "zod";
import { applicationOf } from "../../applications/find.ts";
import { OWN_LABEL } from "../../catalog/labels.ts";
import type { StackConfig } from "../../config/schema/index.ts";
import type { KubeApi } from "../../kubernetes/api.ts";
import { defaultNamespace, stackLabels } from "../../topology/existing.ts";

/**
 * `own`: made by the stack. `given`: made for it by somebody else. `foreign`: of others. `ending`: being deleted. One that
 * may not be read counts as absent: the check of rights says so.
 */
export type NamespaceState = "absent" | "own" | "given" | "foreign" | "ending";

/** As the application names it, else the stack file, else after the stack. */
export const namespaceOf = (stack: string, config: StackConfig): string =>
  applicationOf(config, config.topology.cluster?.namespace ?? defaultNamespace(stack)).namespace;

const namespaceSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
  status: z.object({ phase: z.string().optional() }).default({}),
});

/** @throws {InfraError} KUBERNETES_API */
export async function namespaceState(api: KubeApi, stack: string, namespace: string): Promise<NamespaceState> {
  const found = await api.readUnless([404, 403], "namespace", namespaceSchema, `/api/v1/namespaces/${namespace}`);
  if (found === null) return "absent";
  const { labels } = found.metadata;
  if (found.status.phase === "Terminating") return "ending";
  if (!Object.entries(stackLabels(stack)).every(([key, value]) => labels[key] === value)) return "foreign";
  return labels[OWN_LABEL] === "true" ? "own" : "given";
}
