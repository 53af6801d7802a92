const SENTENCE_END = /[.!?]$/;

/** Reasons in one line: sentences follow one another, and anything else is separated by semicolons. */
export const reasonsText = (reasons: readonly string[]): string =>
  reasons.map((reason, i) => (i === 0 ? "" : SENTENCE_END.test(reasons[i - 1]!) ? " " : "; ") + reason).join("");
