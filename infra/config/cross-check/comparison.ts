/** What a comparison asks of levels: those that there are. */
import { nearest, type Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

export function checkComparison({ comparison: { primaries }, load: { levels } }: Loose): Problem[] {
  const names = levels.map(({ name }) => name);
  // Levels that are not well-formed are a problem of their own.
  if (names.length === 0 || names.includes("")) return [];
  return primaries.flatMap(({ level }, i): Problem[] => {
    if (level === "" || names.includes(level)) return [];
    const message = `is no level; load.levels: ${names.join(", ")}`;
    const path = `comparison.primaries[${i}].level`;
    return [{ path, found: JSON.stringify(level), message, nearest: nearest(level, names) }];
  });
}
