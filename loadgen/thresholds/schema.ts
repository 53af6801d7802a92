import { z } from "zod";
import { parseThreshold } from "./grammar.ts";

const expression = z.string().superRefine((text, context) => {
  const parsed = parseThreshold(text);
  if (typeof parsed === "string") context.addIssue({ code: "custom", message: parsed });
});

/** A threshold as text, or with whether it ends the load once it doesn't hold, and from when on. */
export const thresholdSchema = z.union([
  expression.transform((threshold) => ({ threshold, abortOnFail: false, delayAbortMs: 0 })),
  z.strictObject({
    threshold: expression,
    abortOnFail: z.boolean().default(false),
    delayAbortMs: z.number().nonnegative().default(0),
  }),
]);
