/** The middle value, and of an even number of them the upper of the two; `undefined`: there are none. Pure. */
export const upperMedian = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
