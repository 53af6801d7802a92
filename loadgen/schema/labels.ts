/** Labels of a run: what it measured, as keys and values, such as the commit of the application. */
import { z } from "zod";

export const labelsSchema = z.record(z.string(), z.string());

export type Labels = z.infer<typeof labelsSchema>;

const FORM = /^([A-Za-z][\w.-]{0,62})=(.+)$/s;
const MAX_VALUE = 200;
/** The shortest abbreviation of a commit that Git accepts. */
const MIN_COMMIT = 4;

/** Parses `key=value`. Of several with the same key, the last one counts. `problems` has a line for each that is wrong. */
export function parseLabels(texts: readonly string[]): { labels: Labels; problems: string[] } {
  const labels: Labels = {};
  const problems: string[] = [];
  for (const text of texts) {
    const [, key, value = ""] = FORM.exec(text) ?? [];
    if (key === undefined || value.length > MAX_VALUE)
      problems.push(
        `--label ${text.slice(0, MAX_VALUE)}: must be key=value, such as commit=4f2a91c; a key starts with a letter, and a value has 1 to ${MAX_VALUE} characters`,
      );
    else labels[key] = value;
  }
  return { labels, problems };
}

/** Whether a run has all wanted labels. An abbreviated commit matches, as in Git. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const own = labels[key];
    return own === value || (key === "commit" && value.length >= MIN_COMMIT && own?.startsWith(value) === true);
  });
}

/** In one line; empty without labels. */
export const labelsText = (labels: Labels): string => labelTexts(labels).join(" ");

/** One for each, with commits abbreviated. */
export const labelTexts = (labels: Labels): string[] =>
  Object.entries(labels).map(
    ([key, value]) => `${key}=${key === "commit" ? value.replace(/^([0-9a-f]{10})[0-9a-f]{30,}$/, "$1") : value}`,
  );
