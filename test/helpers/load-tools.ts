/** The load tools that tests run where they are installed. */
import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { LOAD_TOOLS, TOOL_NAMES, type ToolName } from "../../infra/catalog/load-tools.ts";
import { findTool } from "../../infra/load/find-tool.ts";
import { root } from "./imports.ts";
import { skipIf } from "./skip.ts";

/** The files in `examples/tools`. */
export const EXAMPLES: Readonly<Record<ToolName, string>> = {
  k6: "shop.k6.mjs",
  locust: "shop.locust.py",
  jmeter: "shop.jmx",
};

/** Absolute path. */
export const exampleOf = (tool: ToolName): string => join(root, "examples/tools", EXAMPLES[tool]);

/**
 * Skips the test, or the suite of a `before`, where none of these tools is installed. They are looked for as `load.tool`
 * does. CI installs Locust into an environment of Python, which names its interpreter.
 * @returns those that are installed
 */
export function needsAnyTool(context: Mocha.Context, names: readonly ToolName[] = TOOL_NAMES): ToolName[] {
  const python = process.env["STACKMARK_LOCUST_PYTHON"];
  if (python !== undefined) process.env["STACKMARK_LOCUST"] ??= join(dirname(python), "locust");
  const installed = names.filter((name) => findTool(name) !== undefined);
  const ways = names.map((name) => `${LOAD_TOOLS[name].title} (${LOAD_TOOLS[name].install})`);
  const enough = names.length > 1 ? "; one of them is enough" : "";
  skipIf(context, installed.length > 0 ? null : `not installed: ${ways.join(", ")}${enough}`);
  return installed;
}

export const needsTool = (context: Mocha.Context, name: ToolName): void => void needsAnyTool(context, [name]);

/** Folder of an installed JMeter. @param path of its executable */
export const jmeterHome = (path: string): string => dirname(dirname(realpathSync(path)));

export interface PythonProgram {
  /** Python itself. */
  executable: string;
  /** Folders of its library, and of the packages of the program's environment. */
  library: string;
  packages: string;
}

const ASK =
  "import json,sys,sysconfig as s; print(json.dumps([sys._base_executable, s.get_path('stdlib'), s.get_path('purelib')]))";

/** What an installed Locust consists of. @param path of its executable, which names its interpreter */
export function locustProgram(path: string): PythonProgram {
  const [, interpreter] = /^#!(\S+)/.exec(readFileSync(path, "utf8"))!;
  const answer = execFileSync(interpreter!, ["-c", ASK], { encoding: "utf8" });
  const [python, library, packages] = JSON.parse(answer) as [string, string, string];
  return { executable: realpathSync(python), library, packages };
}
