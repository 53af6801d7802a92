/** What the answers of the clouds prove about a destroyed stack, in words. Pure. */
import { CLOUD_TITLES, type Answer, type CloudResource } from "../clouds/scope.ts";

/** A line for each resource that a cloud still has, with the command that deletes it. */
export const leftInClouds = (answers: readonly Answer[]): string[] =>
  answers.flatMap((answer) => ("resources" in answer ? answer.resources.map(lineOf) : []));

export function lineOf({ cloud, kind, id, remove }: CloudResource): string {
  return `${CLOUD_TITLES[cloud]}: ${kind} ${id}${remove === undefined ? "" : `. Delete it with: ${remove.join(" ")}`}`;
}

/**
 * `nothing left` only if every cloud that the stack could have resources in was asked, and has none.
 *
 * @param answers without resources
 */
export function proofOf(answers: readonly Answer[]): string {
  if (answers.length === 0) return "nothing left";
  const asked = answers.filter((answer) => "resources" in answer).map(({ cloud }) => CLOUD_TITLES[cloud]);
  const silent = answers.flatMap((answer) =>
    "notAsked" in answer ? [`${CLOUD_TITLES[answer.cloud]} was not asked (${answer.notAsked})`] : [],
  );
  if (silent.length === 0) return `nothing left, as ${asked.join(" and ")} ${asked.length > 1 ? "say" : "says"}`;
  return `nothing is left in its state or on this machine; ${silent.join(", ")}`;
}
