/** The application that a stack file asks for. */
import { DEFAULT_WORKLOAD } from "../catalog/services.ts";
import type { StackConfig } from "../config/schema/index.ts";
import { sourcesOf } from "../config/schema/application.ts";
import type { Application, Installation } from "./application.ts";
import { boutique, boutiqueInstallation } from "./boutique/application.ts";
import { ownApplication, ownInstallation } from "./own.ts";
import { programs } from "./programs.ts";
import { running } from "./running.ts";
import { storefront } from "./storefront.ts";

type Config = Pick<StackConfig, "workload" | "files">;

const BUILT_IN: Record<string, (workload: StackConfig["workload"]) => Application> = { storefront, boutique };
const INSTALLED: Record<string, (workload: StackConfig["workload"]) => Installation> = {
  boutique: boutiqueInstallation,
};

/**
 * @param namespace of an application that names none. Default: its name
 * @throws {TypeError} if the configuration was not checked
 */
export function applicationOf(config: Config, namespace?: string): Application {
  const [source] = sourcesOf(config.workload);
  if (source === "url") return running(config.workload);
  if (source === "processes") return programs(config.workload);
  if (source !== undefined) return ownApplication(source, config, namespace);
  const application = named(BUILT_IN, config)(config.workload);
  return namespace === undefined ? application : { ...application, namespace };
}

/** Of an application for a cluster. @throws {TypeError} if the configuration was not checked */
export function installationOf(config: Config): Installation {
  const [source] = sourcesOf(config.workload);
  if (source === "url" || source === "processes") throw new TypeError(`\`${source}\` is not installed on a cluster`);
  return source === undefined ? named(INSTALLED, config)(config.workload) : ownInstallation(source, config);
}

function named<T>(all: Readonly<Record<string, T>>, { workload: { name = DEFAULT_WORKLOAD } }: Config): T {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw new TypeError(`the configuration was not checked: there is no workload ${name}`);
  return found;
}
