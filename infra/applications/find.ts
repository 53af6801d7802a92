/** The application that a stack file asks for. */
import { DEFAULT_WORKLOAD, isBuiltIn, type BuiltInName, type SingleName } from "../catalog/services.ts";
import type { StackConfig } from "../config/schema/index.ts";
import { sourcesOf } from "../config/schema/application.ts";
import type { Application, Installation } from "./application.ts";
import { boutique, boutiqueInstallation } from "./boutique/application.ts";
import { ownApplication, ownInstallation } from "./own.ts";
import { programs } from "./programs.ts";
import { running } from "./running.ts";
import { single, singleInstallation } from "./single/application.ts";
import { storefront } from "./storefront.ts";

type Config = Pick<StackConfig, "workload" | "files" | "topology">;

/** A workload of Stackmark's own. */
interface Own {
  application(config: Config): Application;
  /** Absent: it runs on emulated nodes only. */
  installation?(config: Config): Installation;
}

const singleOf = (name: SingleName): Own => ({
  application: (config) => single(name, config),
  installation: ({ workload }) => singleInstallation(name, workload),
});

const OWN: Record<BuiltInName, Own> = {
  storefront: { application: storefront },
  boutique: {
    application: ({ workload }) => boutique(workload),
    installation: ({ workload }) => boutiqueInstallation(workload),
  },
  iot: singleOf("iot"),
  "rest-api": singleOf("rest-api"),
  echo: singleOf("echo"),
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
  const application = own(config).application(config);
  return namespace === undefined ? application : { ...application, namespace };
}

/** Of an application for a cluster. @throws {TypeError} if the configuration was not checked */
export function installationOf(config: Config): Installation {
  const [source] = sourcesOf(config.workload);
  if (source !== undefined && source !== "url" && source !== "processes") return ownInstallation(source, config);
  const installation = source === undefined ? own(config).installation?.(config) : undefined;
  if (installation === undefined)
    throw new TypeError(`\`${source ?? config.workload.name}\` is not installed on a cluster`);
  return installation;
}

function own({ workload: { name = DEFAULT_WORKLOAD } }: Config): Own {
  if (isBuiltIn(name)) return OWN[name];
  throw new TypeError(`the configuration was not checked: there is no workload ${name}`);
}
