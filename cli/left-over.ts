/** Machines of somebody else's that K3s could not be taken off: their resources write them down, and hold nobody up. */
import { existsSync, readFileSync } from "node:fs";
import { leftOverFile } from "../infra/home.ts";
import type { LeftOver } from "../infra/k3s/uninstall/lifecycle.ts";

/** One line each, with what to run there; the oldest first, those of earlier destroys among them. */
export function leftOverMachines(home: string, stack: string): string[] {
  const file = leftOverFile(home, stack);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => lineOf(JSON.parse(line) as LeftOver));
}

const lineOf = ({ node, host, reason, remedy }: LeftOver): string =>
  `K3s on ${node}${host === null ? "" : ` (${host})`}: ${reason}. Run there: ${remedy}`;
