/** The programs of other projects that images are made of. */
import { join } from "node:path";
import { isExecutable } from "../../base/executable.ts";
import { LabError } from "../errors.ts";

interface Part {
  /** Name in the cache's folder `bin`. */
  name: string;
  /** Where it is if a package of the system has it. */
  system?: string;
  /** How to get it. */
  advice: string;
}

const SETUP = "npm run lab:setup";

const PARTS = {
  busybox: { name: "busybox", system: "/bin/busybox", advice: "apt-get install busybox-static" },
  coredns: { name: "coredns", advice: SETUP },
  "kube-state-metrics": { name: "kube-state-metrics", advice: SETUP },
  "metrics-server": { name: "metrics-server", advice: SETUP },
  "node-exporter": {
    name: "node-exporter",
    system: "/usr/bin/prometheus-node-exporter",
    advice: "apt-get install prometheus-node-exporter",
  },
  prometheus: { name: "prometheus", advice: SETUP },
  "vpa-recommender": { name: "vpa-recommender", advice: `${SETUP} -- --with vpa-recommender` },
} satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;
export type Parts = Record<PartName, string>;

const pathOf = (cache: string, { name, system }: Part): string | undefined =>
  [join(cache, "bin", name), ...(system === undefined ? [] : [system])].find(isExecutable);

export const isThere = (cache: string, name: PartName): boolean => pathOf(cache, PARTS[name]) !== undefined;

/**
 * Paths of programs: from the cache, else from the system.
 *
 * @param cache folder that `lab:setup` fills
 * @param names those that are needed; the others are left out
 * @throws {LabError} `LAB_PARTS_MISSING` with all that are missing, and how to get them
 */
export function findParts(cache: string, names: Iterable<PartName>): Parts {
  const missing: string[] = [];
  const found = [...new Set(names)].map((key) => {
    const path = pathOf(cache, PARTS[key]);
    if (path === undefined) missing.push(`${PARTS[key].name} (${PARTS[key].advice})`);
    return [key, path];
  });
  if (missing.length > 0)
    throw new LabError("LAB_PARTS_MISSING", `images need programs that are not there: ${missing.join(", ")}`);
  return Object.fromEntries(found) as Parts;
}
