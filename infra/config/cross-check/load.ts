/** Checks of load levels, and of comparisons of them. */
import { nearest } from "../../../base/nearest.ts";
import { duplicates, type Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

export function checkLevels({ load: { levels, warmUpS } }: Loose): Problem[] {
  const names = levels.map((level) => level.name);
  const tooShort = levels.flatMap(({ durationS }, i): Problem[] => {
    if (!(durationS <= warmUpS)) return [];
    const message = `must be more than load.warmUpS (${warmUpS}), which is not measured`;
    return [{ path: `load.levels[${i}].durationS`, found: String(durationS), message }];
  });
  const ramps = levels.map((level) => ({ ...level, rampS: level.users / level.spawnRatePerS }));
  const longest = ramps.filter(({ rampS }) => rampS > warmUpS).sort((a, b) => b.rampS - a.rampS)[0];
  const cold: Problem[] = longest
    ? [{ path: "load.warmUpS", found: String(warmUpS), message: rampMessage(longest) }]
    : [];
  return [...duplicates(names, (i) => `load.levels[${i}].name`, "level"), ...tooShort, ...cold];
}

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
export function checkComparison({ comparison: { primaries }, load: { levels } }: Loose): Problem[] {
  const names = levels.map(({ name }) => name);
  // The schema reports malformed levels.
  if (names.length === 0 || names.includes("")) return [];
  return primaries.flatMap(({ level }, i): Problem[] => {
    if (level === "" || names.includes(level)) return [];
    const message = `is not a level; load.levels: ${names.join(", ")}`;
    const path = `comparison.primaries[${i}].level`;
    return [{ path, found: JSON.stringify(level), message, nearest: nearest(level, names) }];
  });
}
