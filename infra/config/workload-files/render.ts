/** Renders a chart on this machine by Helm, where that is on PATH, so that its names are checked before anything starts. */
import { spawnSync } from "node:child_process";
import { systemCode } from "../../../base/errors.ts";
import type { Problem } from "../problems.ts";
import { readObjects, type ReadObjects } from "./manifests.ts";

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 64 * 2 ** 20;
/** Helm says first that values are wrong, and then each on a line. */
const MAX_LINES = 6;

export interface ChartToRender {
  path: string;
  release: string;
  namespace: string;
  values: Record<string, unknown>;
}

/** @returns null without Helm: then the chart is only known once it is installed */
export function renderChart({ path, release, namespace, values }: ChartToRender): ReadObjects | null {
  const args = ["template", release, path, "--namespace", namespace, "--no-hooks", "--values", "-"];
  const { error, status, stdout, stderr } = spawnSync("helm", args, {
    encoding: "utf8",
    input: JSON.stringify(values),
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_BYTES,
  });
  if (systemCode(error) === "ENOENT") return null;
  const problem = (message: string): Problem => ({ path: "workload.helm", message });
  if (error || status !== 0) {
    const lines = error ? [error.message] : stderr.trim().split("\n").slice(0, MAX_LINES);
    return { objects: [], problems: [problem(`cannot be rendered: ${lines.map((line) => line.trim()).join(" ")}`)] };
  }
  return readObjects(stdout, problem);
}
