/** The code of a load, which is the user's own: a scenario's module, or the file of a tool. Checked before anything starts. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { BUILT_IN_SCENARIOS } from "@stackmark/loadgen/schema";
import { messageOf } from "../../base/errors.ts";
import { makeFolder } from "../../base/folder.ts";
import { makeTemporaryFolder } from "../../base/temporary-folder.ts";
import { LOAD_TOOLS } from "../catalog/load-tools.ts";
import { invalidText } from "../config/parse.ts";
import type { Problem } from "../config/problems.ts";
import { InfraError } from "../errors.ts";
import { portable } from "../generators/scenario-code.ts";
import { repositoryRoot } from "../home.ts";
import type { PlannedLoad } from "../topology/load.ts";
import { codeDigest, codeFiles } from "./code-digest.ts";
import { findTool } from "./find-tool.ts";

type LoadCode = Pick<PlannedLoad, "scenario" | "scenarioOptions" | "tool" | "isHere" | "cells">;

/** The path of a file that the configuration names; a path of its own if the folder of the stack file is not known. */
export const pathIn = (root: string, name: string): string => resolve(root === "" ? repositoryRoot : root, name);

const isBuiltIn = (scenario: string): boolean => BUILT_IN_SCENARIOS.some((name) => name === scenario);

/** The file with the user's code, as the configuration names it; `null` if the load has none. */
const fileOf = ({ scenario, tool }: LoadCode): string | null => tool?.file ?? (isBuiltIn(scenario) ? null : scenario);

/**
 * What is wrong with the code of a load.
 * @param root folder of the stack file
 * @param before `up`: the tool must be installed too
 */
export async function codeProblems(load: LoadCode, root: string, before: "preview" | "up"): Promise<Problem[]> {
  const name = fileOf(load);
  if (load.cells.length === 0 || name === null) return [];
  const key = load.tool ? "load.file" : "load.scenario";
  const path = pathIn(root, name);
  const problem = (message: string): Problem => ({ path: key, found: JSON.stringify(name), message });
  if (isAbsolute(name) || relative(pathIn(root, "."), path).startsWith(".."))
    return [problem("must be a path inside the folder of the stack file, relative to it")];
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return [problem(`there is no file ${path}`)];
  if (load.tool) {
    const { name: tool } = load.tool;
    if (load.isHere) return before === "up" ? toolProblems(tool) : [];
    const isDivided = tool !== "jmeter" || TAKES_USERS.test(await readFile(path, "utf8"));
    return isDivided ? [] : [problem(NOT_DIVIDED)];
  }
  const alone = await scenarioProblem(path, load.scenarioOptions);
  const found = alone === null && !load.isHere ? await copiedProblem(path, load.scenarioOptions) : alone;
  return found === null ? [] : [problem(found)];
}

/** Why a module cannot be used; null: it can. */
async function scenarioProblem(name: string, options: LoadCode["scenarioOptions"]): Promise<string | null> {
  const { checkScenario, LoadError } = await import("@stackmark/loadgen");
  try {
    // Its address is not known yet; scenarios take it from their users.
    await checkScenario({ name, target: "http://127.0.0.1/", options });
    return null;
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    return messageOf(error);
  }
}

/** As {@link scenarioProblem}, of a copy with all that is sent along, where nothing is that is not. */
async function copiedProblem(file: string, options: LoadCode["scenarioOptions"]): Promise<string | null> {
  await using folder = await makeTemporaryFolder("stackmark-scenario-");
  const { entry, files } = portable({ file, files: await codeFiles(file) });
  for (const { path, content } of files) {
    const copy = join(folder.path, path);
    makeFolder(dirname(copy));
    await writeFile(copy, content);
  }
  const found = await scenarioProblem(join(folder.path, entry), options);
  if (found === null) return null;
  const text = found.replaceAll(join(folder.path, entry), file).replaceAll(`${folder.path}/`, "");
  return `cannot be used elsewhere than on this machine, to where it is copied with the files that it names, but without packages: ${text}`;
}

/** A property of JMeter's plans that has the number of users. */
const TAKES_USERS = /\$\{__(P|property)\(users\b/;
const NOT_DIVIDED =
  "must take its number of threads from ${__P(users,10)}: each machine or pod would send the whole load otherwise";

function toolProblems(name: keyof typeof LOAD_TOOLS): Problem[] {
  if (findTool(name) !== undefined) return [];
  const { title, command, variable, install } = LOAD_TOOLS[name];
  const message = `${title} is not installed: there is no \`${command}\` on PATH; install it (${install}), or set ${variable} to the path of its executable`;
  return [{ path: "load.tool", found: JSON.stringify(name), message }];
}

/**
 * Checks the code of a load, and identifies it, so that changed code is another load.
 * @returns `null` for built-in scenarios
 * @throws {InfraError} CONFIG_INVALID with every problem
 */
export async function loadCode(
  stack: string,
  load: LoadCode,
  root: string,
  before: "preview" | "up",
): Promise<string | null> {
  const problems = await codeProblems(load, root, before);
  if (problems.length > 0) throw new InfraError("CONFIG_INVALID", invalidText(stack, problems));
  const name = fileOf(load);
  return load.cells.length === 0 || name === null ? null : codeDigest(pathIn(root, name));
}
