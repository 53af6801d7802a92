import type { Random } from "../random.ts";
import type { Task } from "./scenario.ts";

/** Draws tasks by their weights, each draw independent of the last. */
export function taskDrawer<State>(tasks: readonly Task<State>[]): (random: Random) => Task<State> {
  let total = 0;
  const bounds = tasks.map(({ weight }) => (total += weight));
  return (random) => {
    const at = random.next() * total;
    const index = bounds.findIndex((bound) => at < bound);
    return tasks[index < 0 ? tasks.length - 1 : index]!;
  };
}
