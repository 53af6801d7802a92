/** Named machine sizes. Two `local-s` leave 0.6 of two cores to the load generator and the engine. */
export interface Size {
  cpus: number;
  memoryMiB: number;
}

export const sizes = {
  "local-s": { cpus: 0.7, memoryMiB: 1024 },
  "local-m": { cpus: 1.4, memoryMiB: 2048 },
  "local-l": { cpus: 3, memoryMiB: 4096 },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof sizes;
export const sizeNames = Object.keys(sizes) as [SizeName, ...SizeName[]];
