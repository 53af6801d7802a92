/**
 * Lives of the machines. Cells of one life share what that life was like (which hosts a cloud gave, where pods came to
 * lie), so they are no independent evidence of a topology: where both sides have several lives, each life is one value.
 */
import type { CellOutput } from "../schema/outputs.ts";

/** Lives a side below which nothing is said of topologies. */
const FEW = 3;

type Living = { deployment?: string | undefined };

const livesOf = (side: readonly Living[]): Set<string | undefined> => new Set(side.map(({ deployment }) => deployment));

/** Whether each side has cells of several lives, and all say which. */
export function areManyDeployments(a: readonly Living[], b: readonly Living[]): boolean {
  return [a, b].every((side) => livesOf(side).size > 1 && !livesOf(side).has(undefined));
}

/** Which variance the intervals of a comparison cover, as a sentence: what they, and a verdict by them, speak of. */
export function coverage(a: readonly CellOutput[], b: readonly CellOutput[]): string {
  if (!areManyDeployments(a, b))
    return "Intervals cover what differs between repeats of one deployment, not between deployments: they speak of these deployments.";
  const [lives, others] = [livesOf(a).size, livesOf(b).size];
  const count = lives === others ? `${lives} deployments a side` : `${lives} and ${others} deployments`;
  if (Math.min(lives, others) < FEW)
    return `Intervals cover what differs between ${count}, which are too few to speak of topologies: that takes ${FEW}.`;
  return `Intervals cover what differs between ${count}: they speak of these topologies.`;
}
