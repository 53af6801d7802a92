/** Puts a script together: first its values, quoted, as variables; then text that is the same for every plan. */
import { readFileSync } from "node:fs";
import { quote } from "./quote.ts";

/** Shell names are lower case here, so that none of the environment's is overwritten. */
export type Variables = Record<string, string | number | boolean>;

const shellFolder = new URL("../shell/", import.meta.url);
const textOf = (part: string): string => readFileSync(new URL(`${part}.sh`, shellFolder), "utf8").trimEnd();

/** @param parts files of ../shell, in order, each using only what is before it */
export function compose(variables: Variables, parts: readonly string[]): string {
  const header = Object.entries(variables).map(([name, value]) => `${name}=${quote(String(value))}`);
  return `${["#!/bin/sh", ...header, ...["base", ...parts].map((part) => `\n${textOf(part)}`)].join("\n")}\n`;
}

/**
 * The script as one command line for a login shell, run by root: over `sudo` where the login is somebody else's.
 * Its standard input is left free, for secrets.
 */
export function asRoot(script: string): string {
  return `script=${quote(script)}; if [ "$(id -u)" = 0 ]; then exec sh -c "$script"; else exec sudo -n sh -c "$script"; fi`;
}
