/** The load tools that tests run where they are installed. */
import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { TOOL_NAMES, type ToolName } from "../../infra/catalog/load-tools.ts";
import { findTool } from "../../infra/load/find-tool.ts";

/** As `load.tool` finds them. CI installs Locust into an environment of Python, which names its interpreter. */
export function installedTools(): ToolName[] {
  const python = process.env["STACKMARK_LOCUST_PYTHON"];
  if (python !== undefined) process.env["STACKMARK_LOCUST"] ??= join(dirname(python), "locust");
  return TOOL_NAMES.filter((name) => findTool(name) !== undefined);
}

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
