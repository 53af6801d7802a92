/** Flags of which only one can be given. */
import { VerbError } from "./errors.ts";

/**
 * @param options by names as commander has them
 * @throws VerbError `VERB_USAGE` in the words of the Pulumi CLI
 */
export function refuseTogether(options: object, names: readonly string[]): void {
  const given = names.filter((name) => (options as Record<string, unknown>)[name] !== undefined);
  if (given.length <= 1) return;
  const flags = (list: readonly string[]) => `[${list.map(asFlag).join(" ")}]`;
  throw new VerbError(
    "VERB_USAGE",
    `if any flags in the group ${flags(names)} are set none of the others can be; ${flags([...given].sort())} were all set`,
  );
}

const asFlag = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
