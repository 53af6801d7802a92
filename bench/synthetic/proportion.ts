/** Clopper and Pearson's exact upper bound of a proportion: the largest share with P(X <= hits) above `level`. */
export function upperBound(hits: number, all: number, level = 0.05): number {
  return hits >= all ? 1 : bisect((share) => cumulative(hits, all, share) > level);
}

/** The smallest share for which `holds` is false. */
function bisect(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X <= hits) of the binomial distribution, computed with logarithms of its terms. */
function cumulative(hits: number, all: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return hits >= all ? 1 : 0;
  let term = all * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let k = 1; k <= hits; k += 1) {
    term += Math.log((all - k + 1) / k) + Math.log(share) - Math.log1p(-share);
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
