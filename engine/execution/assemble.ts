/** The parts of one deployment, put together. */
import type { SnapshotStore } from "../model.ts";
import { Generation } from "../steps/generation.ts";
import type { GenerationOptions } from "../steps/generation.ts";
import type { Properties } from "../values.ts";
import { Deployment } from "./deployment.ts";
import type { Events } from "./events.ts";
import { Executor } from "./executor.ts";
import { Journal } from "./journal.ts";
import { Providers } from "./providers.ts";
import type { StartProvider } from "./providers.ts";

export interface AssembleOptions extends GenerationOptions {
  store: SnapshotStore;
  events: Events;
  /** Steps under way at a time. */
  parallel: number;
  /** Go on with what does not depend on what failed. */
  continueOnError: boolean;
  start: StartProvider;
  /** The stack's configuration for the default provider of a package. */
  providerConfig: (pkg: string) => Properties;
  now: () => Date;
}

export interface Assembled {
  deployment: Deployment;
  executor: Executor;
  providers: Providers;
}

export function assemble(options: AssembleOptions): Assembled {
  const { store, events, preview, now, parallel, continueOnError, providerConfig } = options;
  const { resources } = store.snapshot;
  const generation = new Generation(resources, options, (diagnostic) => events.diagnose(diagnostic));
  const journal = new Journal(store, generation);
  const providers = new Providers(options.start, resources);
  const executor = new Executor({ events, providers, preview, parallel, now, journal });
  const deployment = new Deployment({
    generation,
    events,
    executor,
    providers,
    journal,
    continueOnError,
    providerConfig,
  });
  return { deployment, executor, providers };
}
