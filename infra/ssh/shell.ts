/** Values and scripts as words of a POSIX shell. */
import { InfraError } from "../errors.ts";

/**
 * Quotes any value as one word.
 *
 * @throws InfraError `K3S_INPUT_INVALID` for a NUL character, which no shell word can hold
 */
export function quote(value: string): string {
  if (value.includes("\0")) throw new InfraError("K3S_INPUT_INVALID", "A value for a script contains a NUL character.");
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * The script as one command line for a login shell, run as root: through `sudo` if the login is another user.
 * Standard input stays free for secrets.
 */
export function asRoot(script: string): string {
  return `script=${quote(script)}; if [ "$(id -u)" = 0 ]; then exec sh -c "$script"; else exec sudo -n sh -c "$script"; fi`;
}
