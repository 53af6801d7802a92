/** Over a set of runs: what each carries within its objectives, and what each load takes at least. */
import { createColors } from "picocolors";
import type { DemandAndCapacity } from "../../derived/index.ts";
import { capacityText, resourcesText } from "../derived-text.ts";
import { NONE, number, plain } from "../format.ts";
import type { TerminalOptions } from "./comparison.ts";
import { table } from "./table.ts";

export function capacityTable(
  { objectives, capacities, demands }: DemandAndCapacity,
  { colour = false }: TerminalOptions = {},
): string {
  const { bold } = createColors(colour);
  const within = `within ${objectives.map(({ text }) => text).join(", ")}`;
  const carried = capacities.map(({ runId, stack, resources, ...capacity }) => [
    plain(runId),
    plain(stack ?? NONE),
    plain(resourcesText(resources)),
    plain(capacityText(capacity)),
  ]);
  const needed = demands.map(({ level, load, run }) => [
    `${number(load)} (${plain(level)})`,
    run ? plain(resourcesText(run.resources)) : "no run carried it",
    run ? `${plain(run.stack ?? NONE)}, run ${plain(run.runId)}` : NONE,
  ]);
  const heads = (...texts: string[]) => texts.map((head) => ({ head }));
  return [
    bold(`Capacity ${within}`),
    table(heads("run", "stack", "machines", "greatest load"), carried),
    "",
    bold(`Demand ${within}`),
    table(heads("load", "least machines", "of"), needed),
    "",
  ].join("\n");
}
