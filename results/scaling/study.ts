/**
 * A scaling study: how a stack holds up under more and more users, as it is and in variants with more resources. The tables,
 * knees, scaling laws and verdicts follow from its archived runs. Pure.
 */
import { compare } from "../compare/index.ts";
import { findKnee, fitScalingLaw, type Knee, type Objective, type ScalingLaw } from "../derived/index.ts";
import { ResultsError } from "../errors.ts";
import type { Verdict } from "../statistics/index.ts";
import { loadPointsOf, pointOf, usersOf, type ScalingPoint, type ScalingRun } from "./point.ts";

export interface ScalingVariant {
  name: string;
  /** By users. */
  points: ScalingPoint[];
  /** Most users below the first load that was too much; `null` if the first was. `isAtLeast`: none was. */
  capacity: { users: number | null; isAtLeast: boolean };
  knee: Knee;
  law: ScalingLaw;
}

/** A variant against the first one, under the same users. */
export interface ScalingVerdict {
  variant: string;
  users: number;
  /** `null` if there is no evidence. */
  verdict: Verdict | null;
  /** The answer in a sentence, or why there is none. */
  text: string;
}

export interface ScalingStudy {
  kind: "stackmark-scaling-study";
  schemaVersion: 0;
  stack: string;
  service: string;
  objectives: string[];
  /** The baseline first. */
  variants: ScalingVariant[];
  verdicts: ScalingVerdict[];
}

/**
 * @param runs at least one, those of the baseline first
 * @param objectives that a load within the capacity meets
 */
export function scalingStudy(runs: readonly ScalingRun[], objectives: readonly Objective[]): ScalingStudy {
  const byVariant = [...Map.groupBy(runs, ({ variant }) => variant)];
  const [[, baseline]] = byVariant as [[string, ScalingRun[]]];
  return {
    kind: "stackmark-scaling-study",
    schemaVersion: 0,
    stack: runs[0]!.outputs.stack,
    service: runs[0]!.service,
    objectives: objectives.map(({ text }) => text),
    variants: byVariant.map(([name, own]) => variantOf(name, own, objectives)),
    verdicts: byVariant.slice(1).flatMap(([, own]) => verdictsOf(baseline, own)),
  };
}

function variantOf(name: string, runs: readonly ScalingRun[], objectives: readonly Objective[]): ScalingVariant {
  const points = runs.map((run) => pointOf(run, objectives)).sort((a, b) => a.users - b.users);
  const loads = runs.flatMap(loadPointsOf);
  return { name, points, capacity: capacityOf(points), knee: findKnee(loads), law: fitScalingLaw(loads) };
}

function capacityOf(points: readonly ScalingPoint[]): ScalingVariant["capacity"] {
  const tooMuch = points.findIndex(({ broke }) => broke.length > 0);
  const below = (tooMuch < 0 ? points : points.slice(0, tooMuch)).filter(({ invalid }) => invalid.length === 0);
  const users = below.at(-1)?.users ?? null;
  return { users, isAtLeast: tooMuch < 0 && users !== null };
}

function verdictsOf(baseline: readonly ScalingRun[], runs: readonly ScalingRun[]): ScalingVerdict[] {
  return runs
    .flatMap((run): ScalingVerdict[] => {
      const users = usersOf(run.outputs);
      const against = baseline.find((each) => usersOf(each.outputs) === users);
      return against ? [{ variant: run.variant, users, ...verdictOf(against, run) }] : [];
    })
    .sort((a, b) => a.users - b.users);
}

function verdictOf({ outputs: a }: ScalingRun, { outputs: b }: ScalingRun): Pick<ScalingVerdict, "verdict" | "text"> {
  try {
    const { verdicts, headline } = compare(a, b);
    return { verdict: verdicts.verdict, text: headline.text };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { verdict: null, text: error.message };
  }
}
