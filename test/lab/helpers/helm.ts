/** Helm, which `lab:setup` puts into the lab's cache. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { skipIf } from "../../helpers/skip.ts";

const cache = process.env.STACKMARK_LAB_CACHE ?? join(homedir(), ".cache/stackmark/lab");
const HELM = join(cache, "bin/helm");

/** For `before`: skips the suite where charts cannot be rendered. */
export const needsHelm = (context: Mocha.Context): void =>
  skipIf(context, existsSync(HELM) ? null : `there is no Helm at ${HELM}: run npm run lab:setup`);

export interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [key: string]: any;
}

/** @throws with what Helm wrote to stderr */
export function helmTemplate(chart: string, values: unknown, release: string, namespace: string): Rendered[] {
  const { status, stdout, stderr } = spawnSync(HELM, ["template", release, chart, "-n", namespace, "-f", "-"], {
    encoding: "utf8",
    input: JSON.stringify(values),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).flatMap((document) => (document.toJS() as Rendered | null) ?? []);
}
