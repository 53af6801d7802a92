import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { operatorHome } from "../folder.ts";

/** What stays of an earlier lab: measured runs and reports. */
const KEPT = ["reports", "runs"];

/** Removes the state of stacks whose machines and clouds ended with an earlier lab in the same folder. */
export function forgetStacks(dir: string): void {
  const home = operatorHome(dir);
  if (!existsSync(home)) return;
  for (const name of readdirSync(home)) if (!KEPT.includes(name)) rmSync(join(home, name), { recursive: true });
}
