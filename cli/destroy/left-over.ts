/** Existing machines that K3s could not be removed from. Their resources record them, and do not fail the destroy. */
import { existsSync, readFileSync } from "node:fs";
import { leftOverFile } from "../../infra/home.ts";
import type { LeftOver } from "../../infra/k3s/uninstall/lifecycle.ts";

/** One line for each, with the command to run there; oldest first, including those of earlier destroys. */
export function leftOverMachines(home: string, stack: string): string[] {
  const file = leftOverFile(home, stack);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => lineOf(JSON.parse(line) as LeftOver));
}

const lineOf = ({ node, host, reason, remedy }: LeftOver): string =>
  `K3s on ${node}${host === null ? "" : ` (${host})`}: ${reason}. Run on that machine: ${remedy}`;
