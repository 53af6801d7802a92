/** One word for the shell of whoever copies a command, whatever is in it. Pure. */
import { quote as quoteForSh } from "../ssh/shell.ts";

export type Shell = "sh" | "powershell";

/** What neither shell gives a meaning to; no comma, `@` or `%`, which PowerShell does at times. */
const PLAIN = /^[A-Za-z0-9_./:=-]+$/;

/** @throws {RangeError} at a line break or NUL: neither fits a command that is copied */
export function quote(word: string, shell: Shell): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(word))
    throw new RangeError(`no control characters in a command: ${JSON.stringify(word)}`);
  if (PLAIN.test(word)) return word;
  return shell === "sh" ? quoteForSh(word) : `'${word.replaceAll("'", "''")}'`;
}

export const commandLine = (words: readonly string[], shell: Shell): string =>
  words.map((word) => quote(word, shell)).join(" ");
