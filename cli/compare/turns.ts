/** A B B A A B B A ...: each side is first as often as the other. */
export function turnsOf<Side>(sides: readonly Side[], repeats: number): Side[] {
  return Array.from({ length: repeats }, (_, i) => (i % 2 === 0 ? sides : sides.toReversed())).flat();
}
