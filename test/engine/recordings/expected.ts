/** Cases that are not expected to pass, and fields that are not compared, each with the reason. */

/** By case. A case that passes although it is listed here is an error: the entry has to go. */
export const NOT_YET: Record<string, string> = {};

/** A field of one step that two recordings of the real engine already differ in. */
export function skippedFields(varies: Record<string, string> | undefined): string[] {
  return Object.entries(varies ?? {}).flatMap(([field, how]) => (how === "content" ? [field] : []));
}
