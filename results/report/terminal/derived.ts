/** What can be worked out of one run, a line each. */
import { createColors } from "picocolors";
import type { ArchivedRun } from "../../archive/index.ts";
import { costOf } from "../../cost.ts";
import { derive, type DemandAndCapacity } from "../../derived/index.ts";
import {
  capacityText,
  cellLengthText,
  costText,
  kneeText,
  lawText,
  recoveryText,
  resourcesText,
} from "../derived-text.ts";
import { NONE, number, plain } from "../format.ts";
import type { TerminalOptions } from "./comparison.ts";
import { table } from "./table.ts";

export function derivedLines(run: ArchivedRun): string[] {
  const { scaling, recoveries, cellLengths } = derive(run);
  const cost = run.outputs && costText(costOf(run.outputs));
  return [
    ...(cost === null ? [] : [plain(cost)]),
    ...scaling.flatMap(({ points: { from, unit }, knee, law }) => [
      `${plain(from)}: ${kneeText(knee, unit)}`,
      `${plain(from)}: ${lawText(law, unit)}`,
    ]),
    ...recoveries.map((each) => `${plain(each.cell)}, ${plain(each.spike)}: ${recoveryText(each)}`),
    ...cellLengths.map((each) => `${plain(each.level)}: ${cellLengthText(each)}`),
  ];
}

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
