/** Conditions of Kubernetes' objects, such as `Ready` of a pod or of a node. Pure. */
import { z } from "zod";

export const conditionSchema = z.object({
  type: z.string(),
  /** `True`, `False` or `Unknown`. */
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});
export type Condition = z.infer<typeof conditionSchema>;

export const conditionOf = (conditions: readonly Condition[], type: string): Condition | undefined =>
  conditions.find((each) => each.type === type);

export const isTrue = (conditions: readonly Condition[], type: string): boolean =>
  conditionOf(conditions, type)?.status === "True";
