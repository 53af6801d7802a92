/** What a node says of itself as it registers, and what only the cluster's administrator may say. */
import { isOwnLabelAllowed } from "../../catalog/labels.ts";

/** A kubelet that gives itself one of these does not start: they are set through the API after the join. */
export const isRoleLabel = (key: string): boolean => !isOwnLabelAllowed(key);

/** Whether no pod of the workload, which tolerates nothing, can come to a node with these taints. */
export const keepsPodsAway = (taints: readonly string[]): boolean =>
  taints.some((taint) => taint.endsWith(":NoSchedule") || taint.endsWith(":NoExecute"));
