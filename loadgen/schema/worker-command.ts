/** What those who start a worker, or connect with one, must know of its program. */

/** A worker's users think between requests, or are driven as fast as answers or a schedule come. */
export type UserPace = "thinking" | "driven";

/**
 * Size of a worker's nursery. Users who think are many: their objects live long, and a large nursery would only hold
 * them twice (a small one halves what a user costs, bench/memory.ts). Without think times requests are what counts, and
 * theirs die at once: the larger the nursery, the less is copied (some 8 % of CPU, bench/throughput.ts).
 */
const SEMI_SPACE_MIB: Record<UserPace, number> = { thinking: 4, driven: 16 };

/** Options of Node for a worker. */
export const workerNodeOptions = (pace: UserPace): string[] => [`--max-semi-space-size=${SEMI_SPACE_MIB[pace]}`];
