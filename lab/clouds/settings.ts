/** How the simulated clouds behave. May be changed while they run. */
export interface CloudSettings {
  /** Decides which requests are throttled, what is read late, and all IDs. */
  seed: number;
  /** Multiplies the time that operations take. Default: 1. */
  slowness: number;
  /** Share of requests that are answered with 429. Default: 0. */
  throttledShare: number;
  /** Seconds of the lab's time after which throttled requests may come again. Default: 10. */
  retryAfterS: number;
  /** For how long at most a new resource is not found by reads, in the lab's time. Default: 0. */
  readLagMs: number;
  /** Cores that may be allocated in a region, by family such as `standardDSv5Family` or `CPUS`. Default: 10 in Azure, 24 in Google Cloud. */
  cores: Readonly<Record<string, number>>;
  /** Of Azure; a GUID. */
  subscription: string;
}

export const DEFAULT_SETTINGS: CloudSettings = {
  seed: 1,
  slowness: 1,
  throttledShare: 0,
  retryAfterS: 10,
  readLagMs: 0,
  cores: {},
  subscription: "00000000-0000-4000-8000-000000001ab5",
};
