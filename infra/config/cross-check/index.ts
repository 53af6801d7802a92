/** Checks that involve several keys. Pure. Malformed values are skipped: the schema reports them. */
import type { Problem } from "../problems.ts";
import { checkApplication } from "./application.ts";
import { checkCanary, checkExposure } from "./exposure.ts";
import { checkAutoscale } from "./autoscale.ts";
import { checkGenerators } from "./generators.ts";
import { checkExport, checkLevelKinds, checkTool } from "./levels.ts";
import { checkLoadFrom } from "./load-from.ts";
import { checkComparison, checkLevels } from "./load.ts";
import { looseSchema } from "./loose.ts";
import { checkMemory, checkSelectors, checkWorkload } from "./workload.ts";
import { checkProcesses } from "./processes.ts";
import { checkAccess, checkLinks, checkNetworks } from "./networks.ts";
import { checkClouds, checkKeys, checkNodes, checkSizes } from "./nodes.ts";

const CHECKS = [
  checkNodes,
  checkKeys,
  checkSizes,
  checkClouds,
  checkLinks,
  checkNetworks,
  checkAccess,
  checkSelectors,
  checkWorkload,
  checkApplication,
  checkProcesses,
  checkExposure,
  checkCanary,
  checkAutoscale,
  checkMemory,
  checkLevels,
  checkLevelKinds,
  checkTool,
  checkGenerators,
  checkExport,
  checkLoadFrom,
  checkComparison,
];

export function crossCheck(values: unknown): Problem[] {
  const loose = looseSchema.parse(values);
  return CHECKS.flatMap((check) => check(loose));
}
