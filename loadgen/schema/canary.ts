/** How responses of a canary are told from those of the version beside it. */
import { z } from "zod";
import { headerName } from "./fields.ts";

export const canaryMatchSchema = z.strictObject({
  /** Response header to look at. Default: the body. */
  header: headerName.optional(),
  /** Text in it that only the canary sends. */
  contains: z.string().min(1).max(200),
});

export type CanaryMatch = z.infer<typeof canaryMatchSchema>;
