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
import { metricLine } from "../derived-rows.ts";
import { NONE, number } from "../../../base/format.ts";
import type { TerminalOptions } from "./options.ts";

/** What follows from several cells of a run; `isFound`: otherwise the text says why there is nothing. */
export function derivedLines(run: ArchivedRun): { text: string; isFound: boolean }[] {
  const { scaling, recoveries, cellLengths } = derive(run);
  const cost = run.outputs && costText(costOf(run.outputs));
  const lines = [
    ...(cost ? [{ text: cost, isFound: true }] : []),
    ...scaling.flatMap(({ points: { from, unit }, knee, law }) => [
      { text: `${from}: ${kneeText(knee, unit)}`, isFound: knee.found },
      { text: `${from}: ${lawText(law, unit)}`, isFound: law.fitted },
    ]),
    ...recoveries.map((each) => ({
      text: `${each.cell}, ${each.spike}: ${recoveryText(each)}`,
      isFound: each.outcome !== "unknown",
    })),
    // Knees and recoveries are above, with more detail.
    ...(run.outputs?.derived ?? [])
      .filter(({ metric }) => metric === "capacity")
      .map((each) => ({ text: metricLine(each), isFound: each.value !== null })),
    ...cellLengths.map((each) => ({ text: `${each.level}: ${cellLengthText(each)}`, isFound: each.known !== null })),
  ];
  return lines.map(({ text, isFound }) => ({ text: printableLine(text), isFound }));
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
  const demandRows = demands.map(({ level, load, run, reason }) => [
    `${number(load)} (${printableLine(level)})`,
    run ? printableLine(resourcesText(run.resources)) : reason!,
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
