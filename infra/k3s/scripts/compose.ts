/** Composes a script: first its values, quoted, as variables; then text that is the same for every plan. */
import { readFileSync } from "node:fs";
import { quote } from "../../ssh/shell.ts";

/** Names are lower case, so that they overwrite no variable of the environment. */
export type Variables = Record<string, string | number | boolean>;

const shellFolder = new URL("./shell/", import.meta.url);
const textOf = (part: string): string => readFileSync(new URL(`${part}.sh`, shellFolder), "utf8").trimEnd();

/** @param parts files of ./shell, in order; each uses only those before it */
export function compose(variables: Variables, parts: readonly string[]): string {
  const header = Object.entries(variables).map(([name, value]) => `${name}=${quote(String(value))}`);
  return `${["#!/bin/sh", ...header, ...["base", ...parts].map((part) => `\n${textOf(part)}`)].join("\n")}\n`;
}

/** Time limits of scripts, in seconds. A wait that ends reports the last state it saw. */
export interface Limits {
  /** Between two polls. */
  pollS: number;
  /** Download and installation. */
  installS: number;
  /** From the start of the service until it reports that it is up. */
  startS: number;
  /** For each of: API server, node, system pods. */
  readyS: number;
  /** Until the API server answers an agent's machine. */
  reachS: number;
  uninstallS: number;
}

export const DEFAULT_LIMITS: Limits = {
  pollS: 2,
  installS: 600,
  startS: 300,
  readyS: 300,
  reachS: 120,
  uninstallS: 300,
};

/** Where K3s' install script puts the binary. */
export const K3S_BINARY = "/usr/local/bin/k3s";
