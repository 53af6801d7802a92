/**
 * Tags of what a stack creates in a cloud: of which stack and deployment it is, and when it expires. Networks and subnetworks
 * of Google Cloud cannot have labels, and have them in their descriptions. Pure.
 */
import { STACK_TAG } from "./names.ts";

export const RUN_TAG = "stackmark-run";
export const EXPIRES_TAG = "stackmark-expires";

/** Value of {@link EXPIRES_TAG}, to the minute: lower-case letters, digits and `-`. */
export const expiresLabel = (at: Date): string => at.toISOString().slice(0, 16).replace(/:/g, "").toLowerCase() + "z";

type Tags = Readonly<Record<string, string>>;

const TAGS = [STACK_TAG, RUN_TAG, EXPIRES_TAG] as const;
const DESCRIPTION = new RegExp(`^${TAGS.map((tag) => `${tag}=([a-z0-9-]+)`).join(" ")}$`);

/** @param tags all three of them */
export const descriptionOf = (tags: Tags): string => TAGS.map((tag) => `${tag}=${tags[tag]}`).join(" ");

/** None, if the description is any other text. */
export function tagsIn(description: string): Tags {
  const found = DESCRIPTION.exec(description);
  return found ? Object.fromEntries(TAGS.map((tag, i) => [tag, found[i + 1]!])) : {};
}
