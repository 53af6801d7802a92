/** More than anybody reads, and short enough for a run id with its time. */
const MAX_CHARS = 80;

/** The beginning of a run id, which is the name of a folder, from any text. */
export const nameOf = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .slice(0, MAX_CHARS)
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, "") || "run";
