/** A cell in equal parts: how it varied meanwhile. Pure. */
import type { CellResult } from "@stackmark/loadgen/schema";
import type { MeasuredCell } from "../../../results/schema/outputs.ts";

const BLOCKS = 20;

type Blocks = NonNullable<MeasuredCell["blocks"]>;
type Timed = { atMs: number; p50Ms: number | null };

/**
 * The median of its seconds' medians, for each part of the plateau; a part lasts a second at least. `null` where the load
 * has other than one plateau, since it changes by design, or where a part has no request.
 */
export function blocksOf({ segments }: Pick<CellResult, "segments">, seconds: readonly Timed[]): Blocks | null {
  const measured = segments.filter((segment) => segment.measured);
  const [plateau] = measured;
  if (!plateau || measured.length > 1 || plateau.kind !== "plateau") return null;
  const { startMs, endMs } = plateau;
  const lengthMs = 1000 * Math.max(1, Math.floor((endMs - startMs) / BLOCKS / 1000));
  const parts = Array.from({ length: Math.floor((endMs - startMs) / lengthMs) }, (_, i) => startMs + i * lengthMs);
  const p50Ms = parts.map((from) =>
    middle(seconds.flatMap(({ atMs, p50Ms: own }) => (atMs >= from && atMs < from + lengthMs && own ? [own] : []))),
  );
  return p50Ms.every((value) => value !== null) ? { lengthMs, p50Ms } : null;
}

function middle(values: number[]): number | null {
  return values.sort((one, other) => one - other)[values.length >> 1] ?? null;
}
