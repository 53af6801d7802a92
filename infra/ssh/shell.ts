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

const FROM_STDIN = 'read -r s && s=$(echo $s | base64 -d) && exec sh -c "$s"';

/**
 * A command that is the same for every script, which it reads as the first line of standard input: pulumi-command begins
 * an error with the whole command, and the cause would follow thousands of characters of escaped shell. The rest of
 * standard input stays for the script. Runs it as root, as {@link asRoot} does; short, because users read it first.
 */
export const STDIN_SCRIPT_AS_ROOT = `exec $([ $(id -u) = 0 ] || echo sudo -n) sh -c ${quote(FROM_STDIN)}`;

/** The line of standard input for {@link STDIN_SCRIPT_AS_ROOT}. */
export const scriptLine = (script: string): string => `${Buffer.from(script).toString("base64")}\n`;

/**
 * A line that removes a folder. `rm` fails where a process makes a file in the meantime, as one does that saw the end of a
 * process that was just killed; it ends soon.
 *
 * @param folder a word of the shell
 */
export const removeFolder = (folder: string): string =>
  `for each in 1 2 3 4 5; do rm -rf ${folder} && break; sleep 1; done; [ ! -e ${folder} ]`;
