/** Limit of response heads, as most servers and clients have. */
export const MAX_HEAD_BYTES = 16 * 1024;

/** Limit of bodies that are kept for the scenario: one without end would take all memory. Other bodies are only counted. */
export const MAX_KEPT_BYTES = 64 * 2 ** 20;
