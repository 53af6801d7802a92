/** Names that two have. */
import type { Problem } from "../problems.ts";

export function duplicates(names: readonly string[], path: (index: number) => string, what: string): Problem[] {
  return names.flatMap((name, i) => {
    const first = names.indexOf(name);
    if (name === "" || first === i) return [];
    return [
      { path: path(i), found: JSON.stringify(name), message: `is the name of ${what} ${first} too; names are unique` },
    ];
  });
}
