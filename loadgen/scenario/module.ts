/** Imports the module of a scenario. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nearest } from "../../base/nearest.ts";
import { LoadError } from "../errors.ts";
import { importErrorText } from "./code-error.ts";
import type { Scenario, ScenarioModule } from "./scenario.ts";

/**
 * @param path relative to the working directory
 * @throws LoadError `LOAD_SCENARIO_INVALID` for a module that can't be loaded or has no default export
 */
export async function importScenario(path: string): Promise<ScenarioModule> {
  const file = resolve(path);
  const absent = whyAbsent(file);
  if (absent !== undefined) throw invalidScenario(path, [absent]);
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  } catch (cause) {
    throw invalidScenario(path, [`it can't be loaded: ${importErrorText(file, cause)}${hintOn(cause)}`], cause);
  }
  const exported = module.default;
  if (typeof exported === "function") return exported as ScenarioModule;
  if (typeof exported === "object" && exported !== null) return () => exported as Scenario;
  const others = Object.keys(module).filter((name) => name !== "default");
  const instead = others.length === 0 ? "" : `; it exports ${others.join(", ")}, which is not looked at`;
  throw invalidScenario(path, [
    `it has no default export${instead}: export a scenario, or a function that makes one (\`export default ...\`)`,
  ]);
}

function whyAbsent(file: string): string | undefined {
  try {
    return statSync(file).isFile() ? undefined : `${file} is no file`;
  } catch {
    const near = nearest(basename(file), filesOf(dirname(file)));
    return `there is no file ${file}${near === undefined ? "" : `; did you mean ${near}?`}`;
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function hintOn(cause: unknown): string {
  const missing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
  if (!missing || !cause.message.includes("@stackmark/loadgen")) return "";
  return "; import its types alone, with `import type`, or install the package";
}

export function invalidScenario(name: string, what: readonly string[], cause?: unknown): LoadError {
  const lines = what.map((line) => `  ${line}`).join("\n");
  return new LoadError("LOAD_SCENARIO_INVALID", `The scenario "${name}" can't be used:\n${lines}`, { cause });
}
