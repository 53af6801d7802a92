/** Checks between keys: pure, and each on what is well-formed. */
import type { Problem } from "../problems.ts";
import { checkAccess } from "./access.ts";
import { checkClouds } from "./clouds.ts";
import { checkComparison } from "./comparison.ts";
import { checkKeys } from "./keys.ts";
import { checkLevels } from "./levels.ts";
import { checkLinks } from "./links.ts";
import { looseSchema } from "./loose.ts";
import { checkMemory } from "./memory.ts";
import { checkNetworks } from "./networks.ts";
import { checkNodes } from "./nodes.ts";
import { checkSelectors } from "./selectors.ts";
import { checkSizes } from "./sizes.ts";
import { checkWorkload } from "./workload.ts";

const checks = [
  checkNodes,
  checkKeys,
  checkSizes,
  checkClouds,
  checkLinks,
  checkNetworks,
  checkAccess,
  checkSelectors,
  checkWorkload,
  checkMemory,
  checkLevels,
  checkComparison,
];

export function crossCheck(values: unknown): Problem[] {
  const loose = looseSchema.parse(values);
  return checks.flatMap((check) => check(loose));
}
