/** Existing machines from which something could not be removed. Their resources record them, and do not fail the destroy. */
import { existsSync, readFileSync } from "node:fs";
import { leftOverFile } from "../../infra/home.ts";
import type { LeftOver } from "../../infra/ssh/left-over.ts";

/** One line for each, with the command to run there; oldest first, including those of earlier destroys. */
export function leftOverMachines(home: string, stack: string): string[] {
  const file = leftOverFile(home, stack);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => lineOf(JSON.parse(line) as LeftOver));
}

const lineOf = ({ what = "K3s", node, host, reason, remedy }: LeftOver): string =>
  `${what} on ${node}${host === null ? "" : ` (${host})`}: ${reason.replace(/\.$/, "")}. Run on that machine: ${remedy}`;
