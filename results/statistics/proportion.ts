/** Intervals of a share, from counts. */
import { KNOWN_VARIANCE, type Interval } from "./estimate.ts";
import { tQuantile } from "./student-t.ts";

/**
 * The score interval of a share of independent trials (Wilson, "Probable inference, the law of succession, and statistical
 * inference", Journal of the American Statistical Association 22, 1927). Unlike the share plus and minus its standard
 * error, it holds for few trials and for shares near 0 and 1.
 *
 * @param all at least 1
 * @param confidence such as 0.95
 */
export function wilson(hits: number, all: number, confidence: number): Interval {
  const z = tQuantile(0.5 + confidence / 2, KNOWN_VARIANCE);
  const share = hits / all;
  const scale = 1 + z ** 2 / all;
  const centre = (share + z ** 2 / (2 * all)) / scale;
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
