/** The stack's configuration as a default provider gets it. */
import type { DeploymentInfo } from "../protocol/registrar.ts";
import { secret } from "../values.ts";
import type { Properties } from "../values.ts";
import { DYNAMIC_PACKAGE } from "./plugins.ts";

/** Dynamic providers are part of the program and get all of its configuration; others get their own namespace. */
export function providerConfig({ config, configSecretKeys }: DeploymentInfo, pkg: string): Properties {
  const prefix = pkg === DYNAMIC_PACKAGE ? "" : `${pkg}:`;
  const result: Properties = {};
  for (const [key, value] of Object.entries(config)) {
    if (!key.startsWith(prefix)) continue;
    result[key.slice(prefix.length)] = configSecretKeys.includes(key) ? secret(value) : value;
  }
  return result;
}
