/** The load of a run: its levels, and its cells in the order that they run in. */
import type { CellIdentity } from "@stackmark/loadgen/schema";
import { digest } from "../../base/digest.ts";
import type { Application } from "../applications/application.ts";
import type { ToolName } from "../catalog/load-tools.ts";
import type { StackConfig } from "../config/schema/index.ts";
import { planPods, type PlannedPods } from "./pods.ts";
import { fromLowToHigh, planLevels, type PlannedLevel } from "./levels.ts";

export interface PlannedCell extends CellIdentity {
  /** Position in the run, from 0. */
  order: number;
}

export interface PlannedTool {
  name: ToolName;
  file: string;
}

export interface PlannedLoad {
  /** Name of a built-in scenario, or path of a module relative to the stack file. */
  scenario: string;
  scenarioOptions: Record<string, unknown>;
  /** Tool that sends the load, and its file, relative to the stack file; `null`: the generator, and its scenario. */
  tool: PlannedTool | null;
  /** This machine sends it; else pods or generator machines do, to which its code is copied. */
  isHere: boolean;
  /** Pods in the cluster that send it. Null: this machine does, or generator machines. */
  pods: PlannedPods | null;
  /** Stacks whose entry is the target of a region, by region. */
  stacks: Record<string, string>;
  levels: PlannedLevel[];
  cells: PlannedCell[];
  seed: number;
  thinkTimeFactor: number;
  /** Longest rehearsal before the first cell, after all of its users have started; 0: none. */
  rehearsalMs: number;
  warmUpMs: number;
  gracefulStopMs: number;
  /** Time after its planned end until a cell is aborted. */
  marginMs: number;
  scrapeIntervalMs: number;
  /** Where the metrics of the load itself are written while it runs; absent: nowhere. */
  export?: StackConfig["load"]["export"];
}

/** The scenario of stack files that name none. */
const STOREFRONT = "boutique";

/** Users of programs that come with no scenario request the entry's path, after this think time. */
export const ENTRY_THINK_MS = 1000;

/** Prometheus scrapes whole machines over the network and stores what it reads; the local scraper is cheap. */
const SCRAPE_INTERVALS_S = { emulated: 1, real: 5, existing: 30 };

export function planLoad(
  { load, observability, workload }: StackConfig,
  application: Pick<Application, "scenario">,
  isEmulated: boolean,
): PlannedLoad {
  const ms = (seconds: number): number => Math.round(seconds * 1000);
  const { seed, thinkTimeFactor, tool, file } = load;
  const levels = planLevels({ load });
  const ordered = fromLowToHigh(levels).map(({ name }) => name);
  return {
    ...planScenario(load, workload, application),
    tool: tool && file !== undefined ? { name: tool, file } : null,
    isHere: load.from === "here",
    pods: planPods(load),
    stacks: planStacks(load),
    seed,
    thinkTimeFactor,
    levels,
    cells: load.enabled ? planCells(ordered, load) : [],
    rehearsalMs: ms(load.rehearsalS),
    warmUpMs: ms(load.warmUpS),
    gracefulStopMs: ms(load.gracefulStopS),
    marginMs: ms(load.marginS),
    export: load.export,
    scrapeIntervalMs: ms(
      observability.scrapeIntervalS ??
        SCRAPE_INTERVALS_S[observability.prometheus ? "existing" : isEmulated ? "emulated" : "real"],
    ),
  };
}

function planStacks({ regions }: StackConfig["load"]): PlannedLoad["stacks"] {
  const targets = regions?.targets ?? [];
  return Object.fromEntries(
    targets.flatMap(({ region, stack }): [string, string][] => (stack === undefined ? [] : [[region, stack]])),
  );
}

const pathOf = ({ pathname, search }: URL): string => `${pathname}${search}`;

/** As the stack file says; else as the application does; else users call the entry, because the storefront's is no other's. */
function planScenario(
  { scenario, scenarioOptions, tool }: StackConfig["load"],
  { entry, url }: StackConfig["workload"],
  { scenario: usual }: Pick<Application, "scenario">,
): Pick<PlannedLoad, "scenario" | "scenarioOptions"> {
  if (usual && !tool && scenario === STOREFRONT)
    return { scenario: usual.scenario, scenarioOptions: { ...usual.scenarioOptions, ...scenarioOptions } };
  const path = url === undefined ? entry?.path : pathOf(new URL(url));
  if (path === undefined || tool || scenario !== STOREFRONT) return { scenario, scenarioOptions };
  return {
    scenario: "rest",
    scenarioOptions: { requests: [{ path }], thinkMs: ENTRY_THINK_MS, ...scenarioOptions },
  };
}

/**
 * Cells in rounds. Each round has every level once: in the given order, or in one that the seed shuffles, so that a slow
 * drift of the machine affects all levels alike. Sorting by a hash of (seed, round, level) needs no random number
 * generator with a state.
 *
 * @param levels from low to high
 */
export function planCells(
  levels: readonly string[],
  { repeats, order, seed }: Pick<StackConfig["load"], "repeats" | "order" | "seed">,
): PlannedCell[] {
  const rounds = Array.from({ length: repeats }, (_, i) => i + 1);
  const keyOf = (level: string, repeat: number): string => digest([seed, repeat, level]);
  const inOrder = (repeat: number): readonly string[] =>
    order === "shuffled" ? levels.toSorted((a, b) => (keyOf(a, repeat) < keyOf(b, repeat) ? -1 : 1)) : levels;
  return rounds
    .flatMap((repeat) => inOrder(repeat).map((level) => ({ level, repeat })))
    .map(({ level, repeat }, order) => ({ cell: `load-${level}-${repeat}`, level, repeat, order }));
}
