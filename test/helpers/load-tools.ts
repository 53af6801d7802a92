/** The load tools that tests run where they are installed. */
import { dirname, join } from "node:path";
import { TOOL_NAMES, type ToolName } from "../../infra/catalog/load-tools.ts";
import { findTool } from "../../infra/load/find-tool.ts";

/** As `load.tool` finds them. CI installs Locust into an environment of Python, which names its interpreter. */
export function installedTools(): ToolName[] {
  const python = process.env["STACKMARK_LOCUST_PYTHON"];
  if (python !== undefined) process.env["STACKMARK_LOCUST"] ??= join(dirname(python), "locust");
  return TOOL_NAMES.filter((name) => findTool(name) !== undefined);
}
