/**
 * Text from users, files and servers, made safe to show: it can neither move the cursor, nor hide or reorder other text.
 * Characters without a width stay, because emoji and many scripts need them: joiners, word breaks and soft hyphens.
 */

/** Control characters except tab and line feed, Unicode's line and paragraph separators, and bidirectional controls. */
// eslint-disable-next-line no-control-regex -- matches control characters on purpose
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Replaces each unprintable character, except tabs and line feeds. */
export const printable = (text: string, replacement = "\ufffd"): string => text.replace(UNPRINTABLE, replacement);

/** As {@link printable}, on one line: runs of unprintable characters, tabs and line feeds become one space. */
export const printableLine = (text: string): string => printable(text, "\n").replace(/[\t\n]+/g, " ");
