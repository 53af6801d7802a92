/** How far counts are from what was expected; compare with the chi-square distribution of one less degrees of freedom. */
export function chiSquare(cells: readonly { seen: number; expected: number }[]): number {
  return cells.reduce((sum, { seen, expected }) => sum + (seen - expected) ** 2 / expected, 0);
}
