/** Machine types of Google Cloud that the lab knows. */
export interface GcpSize {
  cpus: number;
  memoryMiB: number;
  /** Its cores count towards this quota. */
  quota: string;
}

const size = (quota: string, cpus: number, memoryGiB: number): GcpSize => ({
  quota,
  cpus,
  memoryMiB: memoryGiB * 1024,
});

const SIZES: Readonly<Record<string, GcpSize>> = {
  "e2-micro": size("CPUS", 2, 1),
  "e2-small": size("CPUS", 2, 2),
  "e2-medium": size("CPUS", 2, 4),
  "e2-standard-2": size("CPUS", 2, 8),
  "e2-standard-4": size("CPUS", 4, 16),
  "e2-standard-8": size("CPUS", 8, 32),
  "e2-standard-16": size("CPUS", 16, 64),
  "e2-highcpu-4": size("CPUS", 4, 4),
  "e2-highcpu-8": size("CPUS", 8, 8),
  "n2-standard-2": size("N2_CPUS", 2, 8),
  "n2-standard-4": size("N2_CPUS", 4, 16),
  "n2-standard-8": size("N2_CPUS", 8, 32),
};

export const sizeOf = (name: string): GcpSize | undefined => (Object.hasOwn(SIZES, name) ? SIZES[name] : undefined);
