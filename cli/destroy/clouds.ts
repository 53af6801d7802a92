/** What the answers of the clouds prove about a destroyed stack, in words. Pure. */
import { counted } from "../../base/counted.ts";
import type { Remains } from "../../infra/cluster/existing/remains.ts";
import { isInGroup, isResourceGroup, inOrderOfRemoval, removalOf } from "../clouds/removal.ts";
import { CLOUD_TITLES, inCloud, type Answer, type CloudResource } from "../clouds/scope.ts";
import { managedResources, type StateResource } from "../engines/engine.ts";
import { countBefore, isBlind, type Held } from "./held.ts";

/** A line for each resource that a cloud still has, with the command that deletes it. */
export const leftInClouds = (answers: readonly Answer[]): string[] =>
  answers.flatMap((answer) => ("resources" in answer ? answer.resources.map(lineOf) : []));

export function lineOf(resource: CloudResource): string {
  const { cloud, kind, id } = resource;
  const command = removalOf(resource);
  return `${CLOUD_TITLES[cloud]}: ${kind} ${id}${command === undefined ? "" : `. Delete it with: ${command.join(" ")}`}`;
}

/**
 * A line for each resource that is still in the state, but for those that a cloud has listed. Those of clouds that do not
 * answer have the command that deletes them; what is in a resource group goes with it.
 */
export function leftInState(remaining: readonly StateResource[], answers: readonly Answer[]): string[] {
  const listed = new Set(answers.flatMap((answer) => ("resources" in answer ? answer.resources.map(keyOf) : [])));
  const isSilent = ({ cloud }: CloudResource): boolean =>
    answers.some((answer) => answer.cloud === cloud && "notAsked" in answer);
  const silent = remaining.flatMap((each) => inCloud(each) ?? []).filter(isSilent);
  const groups = silent.filter(isResourceGroup);
  const named = silent.filter((each) => !groups.some((group) => isInGroup(each, group)));
  const covered = new Set([...listed, ...silent.map(keyOf)]);
  const others = remaining.filter(({ id }) => id === undefined || !covered.has(keyOf({ id })));
  return [...managedResources(others), ...inOrderOfRemoval(named).map(lineOf)];
}

const keyOf = ({ id }: { id: string }): string => id.toLowerCase();

/** What was asked after a destroy. */
export interface Answers {
  clouds: readonly Answer[];
  /** `null`: the stack is in no existing cluster. */
  cluster: Remains | null;
  /** What the clouds held before; `undefined`: not known. */
  held: Held | undefined;
  /** What they hold of a stack that is in its state; by default, it is in none. */
  state?: Held;
}

/** A line for each cloud or cluster whose answer is missing or proves nothing. */
export const unproven = ({ clouds, cluster, held, state }: Answers): string[] => [
  ...clouds.flatMap((answer) => {
    const title = CLOUD_TITLES[answer.cloud];
    if ("notAsked" in answer) return [`${title} was not asked (${answer.notAsked})`];
    if (isBlind(state, answer.cloud) && !countBefore(held, answer.cloud))
      return [`${title} shows nothing of it, but its state has resources there: was it asked in the right account?`];
    if (answer.resources.length > 0 || !isBlind(held, answer.cloud)) return [];
    return [`${title} showed none of its resources before the destroy either: was it asked in the right account?`];
  }),
  ...(cluster !== null && "notAsked" in cluster ? [`the cluster was not asked (${cluster.notAsked})`] : []),
];

/**
 * `nothing left` only if every cloud and cluster that the stack could have resources in was asked, has none, and had some
 * before.
 *
 * @param answers without resources
 */
export function proofOf(answers: Answers): string {
  const { clouds, cluster, held } = answers;
  const doubts = unproven(answers);
  if (doubts.length > 0) return `nothing is left in its state or on this machine; ${doubts.join(", ")}`;
  const asked = [
    ...clouds.map((answer) => `${CLOUD_TITLES[answer.cloud]}${askedText(answer, held)}`),
    ...(cluster === null ? [] : ["the cluster"]),
  ];
  if (asked.length === 0) return "nothing left";
  return `nothing left, as ${asked.join(" and ")} ${asked.length > 1 ? "say" : "says"}`;
}

/** Where a cloud was asked, and how much it held before; in brackets. */
export function askedText(answer: Answer, held: Held | undefined): string {
  const count = countBefore(held, answer.cloud) ?? 0;
  const parts = [
    ...("resources" in answer && answer.at !== undefined ? [answer.at] : []),
    ...(count > 0 ? [`${counted(count, "resource")} before`] : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
