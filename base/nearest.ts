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
