import { closest, distance } from "fastest-levenshtein";

/** The most similar candidate, whatever the letter case. `undefined`: none is similar enough. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  if (distance(lower, best) > Math.max(2, Math.floor(best.length / 3))) return undefined;
  return candidates.find((candidate) => candidate.toLowerCase() === best);
}

/** How a message on an unknown word goes on: with the nearest known word, else with all of them. Empty if there are none. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `; did you mean ${near}?`;
  return known.length === 0 ? "" : `; there are ${known.join(", ")}`;
}
