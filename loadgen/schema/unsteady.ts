import type { z } from "zod";
import { ratio } from "../../base/format.ts";
import type { steadySchema } from "./cell.ts";

/** Describes how the halves of an unsteady plateau differ. */
export function describeUnsteady({ segment, ratePerS, p50Ms }: z.infer<typeof steadySchema>): string {
  return `second half of ${segment} against the first: rate ${change(ratePerS)}, p50 ${change(p50Ms)}`;
}

function change([first, second]: (number | null)[]): string {
  if (first == null || second == null || first === 0) return "unknown";
  return ratio(second / first - 1);
}
