/** What a deployment is put together from. */
import type { DeploymentInfo } from "../protocol/registrar.ts";
import type { Generation } from "../steps/generation.ts";
import type { Properties } from "../values.ts";
import type { Events } from "./events.ts";
import type { Executor } from "./executor.ts";
import type { HookRunner } from "./hooks.ts";
import type { Journal } from "./journal.ts";
import type { Providers } from "./providers.ts";
import type { Transforms } from "./transforms.ts";

export interface DeploymentParts {
  generation: Generation;
  events: Events;
  executor: Executor;
  providers: Providers;
  journal: Journal;
  hooks: HookRunner;
  transforms: Transforms;
  continueOnError: boolean;
  /** The stack's configuration for the default provider of a package. */
  providerConfig: (pkg: string) => Properties;
  /** Where relative paths of assets start. */
  programDir: string;
  info: DeploymentInfo;
}
