/** Sizes of machines in Azure that the lab knows. */
export interface AzureSize {
  cpus: number;
  memoryMiB: number;
  /** Its cores count towards the quota of this family. */
  family: string;
  /** Whether there are spot machines of it. */
  hasSpot: boolean;
}

const size = (family: string, cpus: number, memoryGiB: number, hasSpot = true): AzureSize => ({
  ...{ family, cpus, hasSpot },
  memoryMiB: memoryGiB * 1024,
});

const SIZES: Readonly<Record<string, AzureSize>> = {
  Standard_D2s_v5: size("standardDSv5Family", 2, 8),
  Standard_D4s_v5: size("standardDSv5Family", 4, 16),
  Standard_D8s_v5: size("standardDSv5Family", 8, 32),
  Standard_D16s_v5: size("standardDSv5Family", 16, 64),
  Standard_D2as_v5: size("standardDASv5Family", 2, 8),
  Standard_D4as_v5: size("standardDASv5Family", 4, 16),
  Standard_D8as_v5: size("standardDASv5Family", 8, 32),
  Standard_E2s_v5: size("standardESv5Family", 2, 16),
  Standard_E4s_v5: size("standardESv5Family", 4, 32),
  Standard_F2s_v2: size("standardFSv2Family", 2, 4),
  Standard_F4s_v2: size("standardFSv2Family", 4, 8),
  Standard_F8s_v2: size("standardFSv2Family", 8, 16),
  Standard_B2s: size("standardBSFamily", 2, 4, false),
  Standard_B2ms: size("standardBSFamily", 2, 8, false),
  Standard_B4ms: size("standardBSFamily", 4, 16, false),
};

export const SIZE_NAMES = Object.keys(SIZES);

/** Azure ignores the case of sizes. */
export const sizeOf = (name: string): AzureSize | undefined =>
  Object.entries(SIZES).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
