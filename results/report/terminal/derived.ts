/** Derived metrics of one run, and capacity and demand of several, on the terminal. */
import { createColors } from "picocolors";
import { printableLine } from "../../../base/printable.ts";
import { table } from "../../../base/table.ts";
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
import { NONE, number } from "../../../base/format.ts";
import type { TerminalOptions } from "./options.ts";

export function derivedLines(run: ArchivedRun): string[] {
  const { scaling, recoveries, cellLengths } = derive(run);
  const cost = run.outputs && costText(costOf(run.outputs));
  return [
    ...(cost ? [printableLine(cost)] : []),
    ...scaling.flatMap(({ points: { from, unit }, knee, law }) => [
      `${printableLine(from)}: ${kneeText(knee, unit)}`,
      `${printableLine(from)}: ${lawText(law, unit)}`,
    ]),
    ...recoveries.map((each) => `${printableLine(each.cell)}, ${printableLine(each.spike)}: ${recoveryText(each)}`),
    ...cellLengths.map((each) => `${printableLine(each.level)}: ${cellLengthText(each)}`),
  ];
}

export function capacityTable(
  { objectives, capacities, demands }: DemandAndCapacity,
  { colour = false }: TerminalOptions = {},
): string {
  const { bold } = createColors(colour);
  const within = `within ${objectives.map(({ text }) => text).join(", ")}`;
  const capacityRows = capacities.map(({ runId, stack, resources, ...capacity }) => [
    printableLine(runId),
    printableLine(stack ?? NONE),
    printableLine(resourcesText(resources)),
    printableLine(capacityText(capacity)),
  ]);
  const demandRows = demands.map(({ level, load, run }) => [
    `${number(load)} (${printableLine(level)})`,
    run ? printableLine(resourcesText(run.resources)) : "no run sustained it",
    run ? `${printableLine(run.stack ?? NONE)}, run ${printableLine(run.runId)}` : NONE,
  ]);
  const heads = (...texts: string[]) => texts.map((head) => ({ head }));
  return [
    bold(`Capacity ${within}`),
    table(heads("run", "stack", "machines", "maximum load"), capacityRows),
    "",
    bold(`Demand ${within}`),
    demandRows.length > 0 ? table(heads("load", "fewest machines", "run"), demandRows) : "no run has a valid load",
    "",
  ].join("\n");
}
