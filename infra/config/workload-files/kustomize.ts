/** Builds a folder with a `kustomization.yaml` by the tool that is on PATH. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemCode } from "../../../base/errors.ts";
import type { Problem } from "../problems.ts";
import { KUSTOMIZATIONS, readObjects, type ReadObjects } from "./manifests.ts";

const TOOLS = [
  ["kubectl", "kustomize"],
  ["kustomize", "build"],
] as const;
const TIMEOUT_MS = 60_000;
const MAX_BYTES = 64 * 2 ** 20;

/** @param written folder, from `folder` unless it is absolute */
export function readKustomization(written: string, folder: string): ReadObjects {
  const path = resolve(folder, written);
  const problem = (message: string): Problem => ({
    path: "workload.kustomize",
    found: JSON.stringify(written),
    message,
  });
  const wrong = (message: string): ReadObjects => ({ objects: [], problems: [problem(message)] });
  if (!KUSTOMIZATIONS.some((name) => statSync(join(path, name), { throwIfNoEntry: false })))
    return wrong(`is no folder with a kustomization.yaml: there is none in ${path}`);
  for (const [tool, command] of TOOLS) {
    const { error, status, stdout, stderr } = spawnSync(tool, [command, path], {
      encoding: "utf8",
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_BYTES,
    });
    if (systemCode(error) === "ENOENT") continue;
    if (error || status !== 0) {
      const why = error?.message ?? stderr.trim().split("\n").at(-1);
      return wrong(`cannot be built: \`${tool} ${command}\` says: ${why}`);
    }
    return readObjects(stdout, problem);
  }
  return wrong("needs `kubectl` or `kustomize` on PATH, and neither is there; install one of them");
}
