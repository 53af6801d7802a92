/** What a reader of a result must know of its recommendations. Pure. */
import { counted } from "../../../base/counted.ts";
import { quantity } from "../../../base/format.ts";
import type { Recommendation, Recommendations } from "../../../results/schema/recommendation.ts";

/** A sentence for each service, or why there is none. */
export function recommendationNotes(found: Recommendations): string[] {
  if ("problem" in found) return [`Requests could not be recommended: ${found.problem}.`];
  return found.map(({ service, target, requests, samples, coversLoad }) => {
    const from = `from ${counted(samples, "reading")}${coversLoad ? "" : ", none of them after this load"}`;
    return `Recommended for each replica of ${service}: ${amountsText(target)}, ${from}; it requests ${amountsText(requests)}.`;
  });
}

const amountsText = ({ cpuCores, memoryBytes }: Recommendation["requests"]): string =>
  `${quantity(cpuCores, "cores")} and ${quantity(memoryBytes, "bytes")}`;
