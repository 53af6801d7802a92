/** What can be worked out of one run, a line each. */
import type { ArchivedRun } from "../../archive/index.ts";
import { costOf } from "../../cost/stack-cost.ts";
import { derive } from "../../derived/index.ts";
import { cellLengthText, costText, kneeText, lawText, recoveryText } from "../derived-text.ts";
import { plain } from "../format.ts";

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
