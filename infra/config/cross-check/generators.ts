/** Checks of the machines that send the load. */
import { duplicates, type Problem } from "../problems.ts";
import type { Loose } from "./loose.ts";

export function checkGenerators({ load: { from, generators, tool } }: Loose): Problem[] {
  const names = generators.map(({ name }) => name);
  const problems = duplicates(names, (i) => `load.generators[${i}].name`, "generator");
  const isUsed = from === "generators";
  if (isUsed && generators.length === 0)
    problems.push({ path: "load.generators", found: "[]", message: "must list the machines that send the load" });
  if (!isUsed && generators.length > 0)
    problems.push({
      path: "load.from",
      found: JSON.stringify(from),
      message: "must be generators to use the machines in load.generators",
    });
  if (isUsed && tool !== undefined)
    problems.push({
      path: "load.tool",
      found: JSON.stringify(tool),
      message: "runs on this machine only: with load.from generators, give a scenario",
    });
  return problems;
}
