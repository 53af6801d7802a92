/** The levels of a load as they are sent: users or arrivals over time. Pure. */
import { SHAPE_DEFAULTS, shapeStages, type Segment } from "@stackmark/loadgen/schema";
import { durationSOf, kindOf, levelsOf, type LevelConfig, type StackConfig } from "../config/schema/index.ts";
import { DEFAULT_WINDOW_S, shapeOf } from "../config/schema/levels.ts";

export interface PlannedStage {
  users?: number;
  ratePerS?: number;
  overMs: number;
  name?: string;
  kind?: Segment["kind"];
}

export interface PlannedLevel {
  name: string;
  /** Most users at a time; `null` in the open model, and where the file of a tool decides. */
  users: number | null;
  /** `null` where users do not start at one rate. */
  spawnRatePerS: number | null;
  durationMs: number;
  /** Most arrivals per second; absent in the closed model. */
  ratePerS?: number;
  arrivals?: "even" | "poisson";
  /** `steps`, `stress`, `spike`, `soak` or `stages`; absent for a constant load. */
  shape?: string;
  /** Of a load that changes. */
  stages?: PlannedStage[];
  objectives?: string[];
  /** Regions of the generators and of their target, and the configured level that all pairs of regions run. */
  regions?: { from: string; to: string; level: string };
  /** Service level objectives: one that does not hold is an exit code of its own, and ends no load. */
  thresholds?: string[];
  /** The load ends as soon as an objective fails for so long, and that is its result. */
  endsAfterMs?: number;
}

const ms = (seconds: number): number => Math.round(seconds * 1000);

/** Of levels with a constant load: all that a tool sends is measured. */
export const warmUpSOf = ({ tool, warmUpS }: StackConfig["load"]): number => (tool === undefined ? warmUpS : 0);

export function planLevels({ load }: Pick<StackConfig, "load">): PlannedLevel[] {
  const levels = levelsOf(load).map((level: LevelConfig): PlannedLevel => {
    const planned = load.tool === undefined ? ofGenerator(level) : ofTool(level);
    const objectives = load.tool === undefined ? (level.objectives ?? load.objectives) : undefined;
    const endsAtLimit = planned.stages !== undefined && (level.endAtLimit ?? level.shape === "stress");
    return {
      ...planned,
      ...(objectives ? { objectives } : {}),
      ...(endsAtLimit ? { endsAfterMs: ms(level.windowS ?? DEFAULT_WINDOW_S) } : {}),
    };
  });
  return load.regions ? levels.flatMap((level) => acrossRegions(level, load.regions!)) : levels;
}

/** A level of its own for each pool and target. */
function acrossRegions(
  level: PlannedLevel,
  { pools, targets, objectives = [], crossObjectives = [] }: NonNullable<StackConfig["load"]["regions"]>,
): PlannedLevel[] {
  return pools.flatMap((from) =>
    targets.map(({ region: to }) => {
      const thresholds = from === to ? objectives : crossObjectives;
      return {
        ...level,
        name: `${level.name}-${from}-${to}`,
        regions: { from, to, level: level.name },
        ...(thresholds.length > 0 ? { thresholds } : {}),
      };
    }),
  );
}

function ofTool(level: LevelConfig): PlannedLevel {
  const { name, users = null, spawnRatePerS = null } = level;
  return { name, users, spawnRatePerS, durationMs: ms(durationSOf(level)) };
}

function ofGenerator(level: LevelConfig): PlannedLevel {
  const { name, ratePerS, arrivals } = level;
  const kind = kindOf(level);
  const durationMs = ms(durationSOf(level));
  if (kind === "open") return { name, users: null, spawnRatePerS: null, durationMs, ratePerS, arrivals };
  if (kind === "constant") {
    return { name, users: level.users!, spawnRatePerS: level.spawnRatePerS!, durationMs };
  }
  if (kind === "stages") return ofStages(level, durationMs);
  if (kind === "soak") {
    const { spawnRatePerS = SHAPE_DEFAULTS.soak.spawnRatePerS } = level;
    return { name, users: level.users!, spawnRatePerS, durationMs, shape: kind };
  }
  const stages = shapeStages(shapeOf(level, kind))!;
  return { name, users: peakOf(stages), spawnRatePerS: null, durationMs, shape: kind, stages };
}

function ofStages({ name, stages = [], arrivals }: LevelConfig, durationMs: number): PlannedLevel {
  const planned = stages.map(({ overS, ...stage }) => ({ ...stage, overMs: ms(overS) }));
  const all = { name, spawnRatePerS: null, durationMs, shape: "stages", stages: planned };
  if (stages[0]?.ratePerS === undefined) return { ...all, users: peakOf(planned) };
  return { ...all, users: null, ratePerS: Math.max(...stages.map(({ ratePerS = 0 }) => ratePerS)), arrivals };
}

const peakOf = (stages: readonly { users?: number }[]): number => Math.max(...stages.map(({ users = 0 }) => users));

/** From low to high: what is constant, then what changes, then what goes on until the target fails. */
export function fromLowToHigh(levels: readonly PlannedLevel[]): PlannedLevel[] {
  const group = ({ stages, endsAfterMs }: PlannedLevel): number => (endsAfterMs ? 2 : stages ? 1 : 0);
  return levels.toSorted((a, b) => group(a) - group(b) || heightOf(a) - heightOf(b));
}

export const heightOf = ({ users, ratePerS }: Pick<PlannedLevel, "users" | "ratePerS">): number =>
  users ?? ratePerS ?? 0;

/** The highest level with a constant load; of those that change only if there is none. */
export function highestOf(levels: readonly PlannedLevel[]): PlannedLevel {
  const constant = levels.filter(({ stages }) => stages === undefined);
  const candidates = constant.length > 0 ? constant : levels;
  return candidates.reduce((most, each) => (heightOf(each) > heightOf(most) ? each : most));
}
