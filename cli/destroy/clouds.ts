/** What the answers of the clouds prove about a destroyed stack, in words. Pure. */
import type { Remains } from "../../infra/cluster/existing/remains.ts";
import { CLOUD_TITLES, type Answer, type CloudResource } from "../clouds/scope.ts";

/** A line for each resource that a cloud still has, with the command that deletes it. */
export const leftInClouds = (answers: readonly Answer[]): string[] =>
  answers.flatMap((answer) => ("resources" in answer ? answer.resources.map(lineOf) : []));

export function lineOf({ cloud, kind, id, remove }: CloudResource): string {
  return `${CLOUD_TITLES[cloud]}: ${kind} ${id}${remove === undefined ? "" : `. Delete it with: ${remove.join(" ")}`}`;
}

/**
 * `nothing left` only if every cloud and cluster that the stack could have resources in was asked, and has none.
 *
 * @param answers without resources
 * @param cluster of a stack in an existing cluster, without anything left; null: there is none
 */
export function proofOf(answers: readonly Answer[], cluster: Remains | null = null): string {
  const all = [
    ...answers.map((answer) => ({ ...answer, title: CLOUD_TITLES[answer.cloud] })),
    ...(cluster ? [{ ...cluster, title: "the cluster" }] : []),
  ];
  if (all.length === 0) return "nothing left";
  const asked = all.filter((answer) => !("notAsked" in answer)).map(({ title }) => title);
  const silent = all.flatMap((answer) =>
    "notAsked" in answer ? [`${answer.title} was not asked (${answer.notAsked})`] : [],
  );
  if (silent.length === 0) return `nothing left, as ${asked.join(" and ")} ${asked.length > 1 ? "say" : "says"}`;
  return `nothing is left in its state or on this machine; ${silent.join(", ")}`;
}
