/** The median of a few values, with the 5 % and 95 % quantiles of its bootstrap distribution. */
export function medianInterval(values: readonly number[]): { median: number; low: number; high: number } {
  const resampled = Array.from({ length: 2000 }, () =>
    median(values.map(() => values[Math.floor(Math.random() * values.length)]!)),
  ).sort((a, b) => a - b);
  return { median: median(values), low: resampled[100]!, high: resampled[1899]! };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The values in random order, so that the effect of one turn on the next falls on all alike. */
export function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
