/** The one way that a value gets into a shell script. */
import { InfraError } from "../../errors.ts";

/**
 * The value as one word of a POSIX shell, whatever is in it.
 *
 * @throws InfraError `K3S_INPUT_INVALID` for a NUL character, which no shell word can hold
 */
export function quote(value: string): string {
  if (value.includes("\0")) throw new InfraError("K3S_INPUT_INVALID", "A value for a script contains a NUL character.");
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
