/** Checks of load levels, and of comparisons of them. */
import { SHAPE_DEFAULTS } from "@stackmark/loadgen/schema";
import { nearest } from "../../../base/nearest.ts";
import { duplicates, type Problem } from "../problems.ts";
import { durationSOf, kindOf, levelsOf, type LevelKind } from "../schema/levels.ts";
import type { Loose } from "./loose.ts";

export function checkLevels({ load: { levels, warmUpS, tool } }: Loose): Problem[] {
  const names = levels.map((level) => level.name);
  const repeated = duplicates(names, (i) => `load.levels[${i}].name`, "level");
  // The file of a tool has a warm-up of its own, if any.
  if (tool !== undefined) return repeated;
  const tooShort = levels.flatMap((level, i): Problem[] => {
    const durationS = durationSOf(level);
    if (!WARMED_UP.includes(kindOf(level)) || !(durationS <= warmUpS)) return [];
    const message = `must be more than load.warmUpS (${warmUpS}), which is not measured`;
    return [{ path: `load.levels[${i}].durationS`, found: String(durationS), message }];
  });
  const ramps = levels.flatMap((level) => {
    const { users, spawnRatePerS = SHAPE_DEFAULTS.soak.spawnRatePerS } = level;
    const kind = kindOf(level);
    if ((kind !== "constant" && kind !== "soak") || users === undefined) return [];
    return [{ users, spawnRatePerS, rampS: users / spawnRatePerS }];
  });
  const longest = ramps.filter(({ rampS }) => rampS > warmUpS).sort((a, b) => b.rampS - a.rampS)[0];
  const cold: Problem[] = longest
    ? [{ path: "load.warmUpS", found: String(warmUpS), message: rampMessage(longest) }]
    : [];
  return [...repeated, ...tooShort, ...cold];
}

/** Kinds of levels whose warm-up is `load.warmUpS`. */
const WARMED_UP: readonly LevelKind[] = ["constant", "open", "soak"];

const rampMessage = ({
  users,
  spawnRatePerS,
  rampS,
}: {
  users: number;
  spawnRatePerS: number;
  rampS: number;
}): string =>
  `must be at least ${Math.ceil(rampS * 1000) / 1000}: ${users} users at ${spawnRatePerS} per second take that long to start`;

/** Comparisons name existing levels. */
export function checkComparison({ comparison: { primaries }, load }: Loose): Problem[] {
  const names = levelsOf(load).map(({ name }) => name);
  // The schema reports malformed levels.
  if (names.length === 0 || names.includes("")) return [];
  return primaries.flatMap(({ level }, i): Problem[] => {
    if (level === "" || names.includes(level)) return [];
    const message = `is not a level; load.levels: ${names.join(", ")}`;
    const path = `comparison.primaries[${i}].level`;
    return [{ path, found: JSON.stringify(level), message, nearest: nearest(level, names) }];
  });
}
