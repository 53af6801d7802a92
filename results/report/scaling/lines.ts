/** What a scaling study says in sentences: capacity, knee, law and recommendation of each variant, and verdicts. */
import { counted } from "../../../base/counted.ts";
import { number, quantity, type Unit } from "../../../base/format.ts";
import type { ScalingPoint, ScalingStudy, ScalingVariant, ScalingVerdict } from "../../scaling/index.ts";
import { kneeText, lawText } from "../derived-text.ts";

export function variantLines({ capacity, knee, law, points }: ScalingVariant, { objectives }: ScalingStudy): string[] {
  const within = objectives.length === 0 ? "" : ` within ${objectives.join(", ")}`;
  const most =
    capacity.users === null
      ? "none of the loads"
      : `${capacity.isAtLeast ? "at least " : ""}${number(capacity.users)} users`;
  return [
    `capacity${within}: ${most}`,
    kneeText(knee, "users"),
    lawText(law, "users"),
    ...points
      .filter(({ recommended }) => recommended !== null)
      .slice(-1)
      .flatMap(recommendationLines),
  ];
}

/** Beside what is requested, and with the bounds, which are far apart after a short load. */
function recommendationLines({ users, recommended }: ScalingPoint): string[] {
  const { target, lowerBound, upperBound, requests, limits, samples, coversLoad } = recommended!;
  const line = (what: string, key: keyof typeof target, unit: Unit): string => {
    const text = (amounts: Record<typeof key, number | null>): string => quantity(amounts[key], unit);
    return `recommended ${what} of each replica: ${text(target)}, between ${text(lowerBound)} and ${text(upperBound)}; requested ${text(requests)}, limit ${text(limits)}`;
  };
  const last = coversLoad ? "" : ", none of them after this load";
  return [
    line("CPU", "cpuCores", "cores"),
    line("memory", "memoryBytes", "bytes"),
    `recommended after ${number(users)} users, from ${counted(samples, "reading")}${last}; after a day of them, the upper bound is about twice the recommendation`,
  ];
}

/** Each reason is in the study itself. */
const WHY_NONE = "invalid, unsteady or too short on a side; a longer load helps";

/** The verdicts of each variant, equal ones together. */
export function verdictLines({ variants, verdicts }: ScalingStudy): string[] {
  const [baseline] = variants;
  return [...Map.groupBy(verdicts, ({ variant }) => variant)].flatMap(([variant, own]) => {
    const against = `${variant} against ${baseline!.name}`;
    const [known, unknown] = [own.filter(({ verdict }) => verdict !== null), own.filter(({ verdict }) => !verdict)];
    return [
      ...[...Map.groupBy(known, ({ verdict }) => verdict)].map(
        ([verdict, equal]) => `${against}: ${verdict} at ${loadsText(equal)}`,
      ),
      ...(unknown.length > 0 ? [`${against}: no verdict at ${loadsText(unknown)}: ${WHY_NONE}`] : []),
    ];
  });
}

const loadsText = (verdicts: readonly ScalingVerdict[]): string =>
  verdicts.length > 6
    ? `${counted(verdicts.length, "load")} from ${number(verdicts[0]!.users)} to ${number(verdicts.at(-1)!.users)} users`
    : `${verdicts.map(({ users }) => number(users)).join(", ")} users`;
