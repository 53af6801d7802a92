/** Two tests that are often used, to show how many false alarms they raise. */
import { normalCdf, type Draws } from "./random.ts";
import type { RawSide } from "./side.ts";

const RESAMPLES = 400;

/** Welch's test over single requests, as if each were independent of the others. */
export function perRequestAlarm(a: RawSide, b: RawSide): boolean {
  const [left, right] = [a, b].map(({ count, sum, squares }) => {
    const mean = sum / count;
    return { mean, error: (squares / count - mean * mean) / count };
  });
  const z = (right!.mean - left!.mean) / Math.sqrt(left!.error + right!.error);
  return 2 * normalCdf(-Math.abs(z)) < 0.05;
}

/** A bootstrap of the pooled blocks of all cells, as if a side were one long run. */
export function pooledBlocksAlarm(a: RawSide, b: RawSide, draws: Draws): boolean {
  const differences = Array.from({ length: RESAMPLES }, () => resampled(b.blocks, draws) - resampled(a.blocks, draws));
  differences.sort((one, other) => one - other);
  return differences[Math.floor(0.025 * RESAMPLES)]! > 0 || differences[Math.ceil(0.975 * RESAMPLES) - 1]! < 0;
}

function resampled(blocks: readonly number[], draws: Draws): number {
  let sum = 0;
  for (let n = 0; n < blocks.length; n += 1) sum += blocks[draws.pick(blocks.length)]!;
  return sum / blocks.length;
}
