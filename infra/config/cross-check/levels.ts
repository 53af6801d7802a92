/** Checks of each level by itself: the keys of its kind, the numbers of its shape, and what ends it. */
import { shapeProblems, stopConditions, type Shape } from "@stackmark/loadgen/schema";
import { nearest } from "../../../base/nearest.ts";
import { holdsUser } from "../../../base/url.ts";
import type { Problem } from "../problems.ts";
import {
  DEFAULT_WINDOW_S,
  durationSOf,
  KEYS_OF,
  kindOf,
  levelsOf,
  SHAPE_KEYS,
  shapeOf,
  type LevelKind,
} from "../schema/levels.ts";
import type { Loose } from "./loose.ts";

type Level = Loose["load"]["levels"][number];
type Key = Exclude<keyof Level, "name">;

const KIND_TEXT: Readonly<Record<LevelKind, string>> = {
  constant: "with constant users",
  open: "of the open model",
  stages: "of stages",
  soak: "of shape soak",
  steps: "of shape steps",
  spike: "of shape spike",
  stress: "of shape stress",
};

const ALWAYS: readonly Key[] = ["objectives", "windowS"];
/** Of a level whose load a tool sends. */
const TOOL_KEYS: readonly Key[] = ["users", "spawnRatePerS", "durationS"];

export function checkLevelKinds({ load }: Loose): Problem[] {
  const { tool, levels } = load;
  return levels.flatMap((level, i): Problem[] => {
    const path = (key: string): string => `load.levels[${i}].${key}`;
    if (tool !== undefined) return toolProblems(level, path);
    const kind = kindOf(level);
    const keys = keyProblems(level, kind, path);
    const stages = stageProblems(level, path);
    if (keys.length + stages.length > 0) return [...keys, ...stages];
    return [...numberProblems(level, kind, path), ...limitProblems(level, kind, load.objectives, path)];
  });
}

type PathOf = (key: string) => string;

const givenKeys = (level: Level): Key[] =>
  (Object.keys(level) as (keyof Level)[]).filter((key): key is Key => key !== "name" && level[key] !== undefined);

function toolProblems(level: Level, path: PathOf): Problem[] {
  const surplus = givenKeys(level).filter((key) => !TOOL_KEYS.includes(key) && !ALWAYS.includes(key));
  const unused = surplus.map((key) => {
    const message = `is for loads of Stackmark's own generator; with load.tool a level has ${TOOL_KEYS.join(", ")}, and the file decides the rest`;
    return { path: path(key), message };
  });
  if (level.spawnRatePerS === undefined || level.users !== undefined) return unused;
  return [...unused, { path: path("users"), message: "is missing; spawnRatePerS needs it" }];
}

function keyProblems(level: Level, kind: LevelKind, path: PathOf): Problem[] {
  const { needed, optional } = KEYS_OF[kind];
  const allowed = [...needed, ...optional, ...ALWAYS] as Key[];
  const missing = (needed as readonly Key[])
    .filter((key) => level[key] === undefined)
    .map((key) => ({ path: path(key), message: `is missing; a level ${KIND_TEXT[kind]} needs it` }));
  const surplus = givenKeys(level)
    .filter((key) => !allowed.includes(key))
    .map((key) => {
      const message = `is not for a level ${KIND_TEXT[kind]}, which has ${allowed.join(", ")}`;
      return { path: path(key), message, nearest: nearest(key, allowed) };
    });
  return [...missing, ...surplus];
}

function stageProblems({ stages, arrivals }: Level, path: PathOf): Problem[] {
  if (stages === undefined) return [];
  const models = stages.map(({ users, ratePerS }) =>
    users !== undefined && ratePerS === undefined
      ? "users"
      : ratePerS !== undefined && users === undefined
        ? "ratePerS"
        : "",
  );
  const [first] = models;
  const odd = models.flatMap((model, at): Problem[] => {
    if (model !== "" && model === first) return [];
    return [
      { path: `${path("stages")}[${at}]`, message: "must have either users or ratePerS, the same in every stage" },
    ];
  });
  if (odd.length > 0) return odd;
  const problems: Problem[] = [];
  if (stages.every(({ users = 0, ratePerS = 0 }) => users + ratePerS === 0))
    problems.push({ path: path("stages"), message: "must have a target above 0 somewhere" });
  if (stages.every(({ overS }) => overS === 0)) problems.push({ path: path("stages"), message: "must take some time" });
  if (first === "users" && arrivals !== undefined)
    problems.push({ path: path("arrivals"), message: "is for stages of the open model (ratePerS)" });
  return problems;
}

function numberProblems(level: Level, kind: LevelKind, path: PathOf): Problem[] {
  if (kind === "constant" || kind === "open" || kind === "stages") return [];
  const shape = shapeOf(level, kind);
  // The schema reports malformed numbers.
  if (Object.values(shape).some((value) => Number.isNaN(value))) return [];
  const keyOf = (field: keyof Shape): string => (field === "shape" ? field : SHAPE_KEYS[field]);
  return shapeProblems(shape, keyOf).map(({ field, message }) => ({ path: path(keyOf(field)), message }));
}

/** A load that ends at its limit needs an objective that can fail while it runs. */
function limitProblems(level: Level, kind: LevelKind, common: Loose["load"]["objectives"], path: PathOf): Problem[] {
  const { endAtLimit, objectives } = level;
  if (!(endAtLimit ?? kind === "stress")) return [];
  const { maxErrorRate, maxLatency } = stopConditions(objectives ?? common ?? [], 1000);
  if (maxErrorRate !== undefined || maxLatency !== undefined) return windowProblems(level, path);
  const message =
    "must have an upper limit of a percentile or of failures, here or in load.objectives, such as [p95<500ms, failures<5%]: it ends the level";
  return [{ path: path("objectives"), found: objectives && JSON.stringify(objectives), message }];
}

function windowProblems(level: Level, path: PathOf): Problem[] {
  const { windowS = DEFAULT_WINDOW_S } = level;
  const durationS = durationSOf(level);
  // Also false where the schema reports malformed numbers.
  if (!(windowS > durationS)) return [];
  const message = `must be at most the ${durationS} s of the level: an objective has to fail for so long to end it`;
  return [{ path: path("windowS"), found: String(windowS), message }];
}

/** `tool` and `file` come together. A plan of JMeter does not divide its own threads. */
export function checkTool({ load: { tool, file, from, levels } }: Loose): Problem[] {
  if (tool !== undefined && file === undefined)
    return [{ path: "load.file", message: `is missing; load.tool (${tool}) needs the file that it runs` }];
  if (tool === undefined && file !== undefined)
    return [{ path: "load.tool", message: "is missing; it says which tool runs load.file" }];
  if (tool !== "jmeter" || from === "here") return [];
  const message = "must have users, which are divided: each machine or pod runs the whole plan of JMeter";
  if (levels.length === 0 || levelsOf({ tool, levels }) !== levels) return [{ path: "load.levels", message }];
  return levels.flatMap(({ users }, i) => (users === undefined ? [{ path: `load.levels[${i}].users`, message }] : []));
}

/** Tools export their metrics themselves; and a password in a stack file would be in the state too. */
export function checkExport({ load: { tool, export: receiver } }: Loose): Problem[] {
  if (receiver === undefined) return [];
  const path = "load.export";
  if (tool !== undefined)
    return [{ path, message: `is for loads of Stackmark's own generator; ${tool} has exports of its own` }];
  if (!holdsUser(receiver.remoteWrite)) return [];
  const message = "has a user or password; set STACKMARK_EXPORT_AUTHORIZATION to the `Authorization` header instead";
  return [{ path: `${path}.remoteWrite`, message }];
}
