/** A number with its noun: `1 cell`, `2 cells`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
