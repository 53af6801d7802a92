/** The analysis of a comparison: its primary metrics, margins and target change, from the plan or by default. */
import {
  DEFAULT_ASSUMED_SPREAD,
  DEFAULT_MARGINS,
  defaultPrimaries,
  type AnalysisPlan,
  type AssumedSpread,
} from "../schema/analysis-plan.ts";
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { logMargin } from "../statistics/index.ts";
import { GUARD } from "./guard.ts";
import type { EffectSettings, EffectSizes } from "./effect.ts";

export interface AnalysisOptions {
  /** Metrics that are primary at every level, in addition to those of the plan. */
  primary?: readonly string[];
  /** The change that `repeatsNeeded` refers to, as a fraction. Default: each metric's margin. */
  change?: number;
  /** How much runs vary where a side has one run, instead of what the archive shows or the plan declares. */
  assumedSpread?: AssumedSpread;
}

export interface Settings extends Omit<AnalysisPlan, "assumedSpread">, EffectSettings {
  /** A plan declared the comparison before the runs. */
  isDeclared: boolean;
  notes: string[];
}

/** @throws {ResultsError} RESULTS_BAD_METRIC for a primary without a margin */
export function settingsOf(
  a: StackOutputs,
  b: StackOutputs,
  { primary: added = [], change, assumedSpread }: AnalysisOptions,
): Settings {
  const [own, other] = [a.plan.comparison, b.plan.comparison];
  const declared: AnalysisPlan = own ?? other ?? { ...undeclared(a, b), margins: DEFAULT_MARGINS };
  const { margins } = declared;
  const overheadMs = Math.max(0, ...[...a.load, ...b.load].map(overheadOf));
  requireMargins(added, margins);
  const isPrimary = (level: string, metric: string) =>
    declared.primaries.some((each) => each.level === level && each.metric === metric);
  const more = added.flatMap((metric) =>
    commonLevels(a, b)
      .filter((level) => !isPrimary(level, metric))
      .map((level) => ({ level, metric })),
  );
  const marginOf: EffectSizes["marginOf"] = (metric, baseline) =>
    metric === GUARD ? margins.failurePoints : logMargin(metric, baseline, margins, overheadMs);
  return {
    ...declared,
    primaries: [...declared.primaries, ...more],
    notPlanned: declared.notPlanned.filter(
      ({ level, metric }) => !more.some((each) => each.level === level && each.metric === metric),
    ),
    isDeclared: own !== undefined || other !== undefined,
    assumption: assumptionOf(assumedSpread, declared.assumedSpread),
    marginOf,
    targetOf: (metric, baseline) =>
      change === undefined || metric === GUARD ? marginOf(metric, baseline) : Math.log1p(change),
    notes:
      own && other && JSON.stringify(own) !== JSON.stringify(other)
        ? [`${a.stack} and ${b.stack} declared different comparisons; the one of ${a.stack} is used`]
        : [],
  };
}

/** @throws {ResultsError} RESULTS_BAD_METRIC for metrics that can get no verdict */
export function requireMargins(metrics: readonly string[], margins: AnalysisPlan["margins"] = DEFAULT_MARGINS): void {
  const bad = metrics.filter((metric) => metric !== GUARD && margins.relativePct[metric] === undefined);
  if (bad.length === 0) return;
  const known = [...Object.keys(margins.relativePct), GUARD].join(", ");
  const message = `No verdict is possible on ${bad.join(", ")}: a verdict needs a margin, which only these metrics have: ${known}`;
  throw new ResultsError("RESULTS_BAD_METRIC", message);
}

function assumptionOf(option: AssumedSpread | undefined, plan: AssumedSpread | undefined): Settings["assumption"] {
  if (option) return { spread: option, source: "option" };
  return plan ? { spread: plan, source: "plan" } : { spread: DEFAULT_ASSUMED_SPREAD, source: "default" };
}

/** Default primaries from the numbers of measured requests, because no plan has expected ones. */
function undeclared(a: StackOutputs, b: StackOutputs): Pick<AnalysisPlan, "primaries" | "notPlanned"> {
  return defaultPrimaries(
    commonLevels(a, b).map((name) => {
      const cells = [...a.load, ...b.load].filter(({ level }) => level === name);
      // A cell that was cut short is no evidence, so its few requests rule out no metric.
      const whole = cells.filter(({ result }) => result.status === "complete");
      const counted = whole.length > 0 ? whole : cells;
      return { name, samples: Math.min(...counted.map(({ result }) => result.overall.ok)) };
    }),
  );
}

function commonLevels(a: StackOutputs, b: StackOutputs): string[] {
  const there = new Set(b.load.map(({ level }) => level));
  return [...new Set(a.load.map(({ level }) => level))].filter((level) => there.has(level));
}

const overheadOf = ({ result }: CellOutput): number => result.generator?.overheadMs?.p50 ?? 0;
