/** The parts of one deployment, put together. */
import type { SnapshotStore } from "../model.ts";
import { Callbacks } from "../protocol/callbacks.ts";
import type { DeploymentInfo } from "../protocol/resource-monitor.ts";
import { Generation } from "../steps/step-generator.ts";
import type { GenerationOptions } from "../steps/step-generator.ts";
import type { Properties } from "../values.ts";
import { Deployment } from "./deployment.ts";
import type { Events } from "./events.ts";
import { Executor } from "./step-executor.ts";
import { HookRunner } from "./hooks.ts";
import { Journal } from "./snapshot-manager.ts";
import { Providers } from "./provider-registry.ts";
import type { StartProvider } from "./provider-registry.ts";
import { Transforms } from "./resource-options.ts";

export interface AssembleOptions extends GenerationOptions {
  store: SnapshotStore;
  events: Events;
  /** Steps under way at a time. */
  parallel: number;
  /** Go on with what does not depend on what failed. */
  continueOnError: boolean;
  start: StartProvider;
  info: DeploymentInfo;
  /** Where relative paths of assets start. */
  programDir: string;
  /** The stack's configuration for the default provider of a package. */
  providerConfig: (pkg: string) => Properties;
  now: () => Date;
}

export interface Assembled {
  deployment: Deployment;
  executor: Executor;
  providers: Providers;
  /** Ends what the deployment has started, and resolves when its state is on the disk. */
  close: () => Promise<void>;
}

export function assemble(options: AssembleOptions): Assembled {
  const { store, events, preview, now, parallel, continueOnError, providerConfig, programDir, info } = options;
  const { resources } = store.snapshot;
  const generation = new Generation(resources, options, (diagnostic) => events.diagnose(diagnostic));
  const journal = new Journal(store, generation);
  const providers = new Providers(options.start, resources);
  const callbacks = new Callbacks();
  const hooks = new HookRunner(callbacks.invoke, preview);
  const transforms = new Transforms(callbacks.invoke);
  const countsRefreshes = options.refreshes === "only";
  const executor = new Executor({ events, providers, preview, parallel, now, journal, hooks, countsRefreshes });
  const parts = { generation, events, executor, providers, journal, hooks, transforms };
  const deployment = new Deployment({ ...parts, continueOnError, providerConfig, programDir, info });
  const close = async () => {
    callbacks.close();
    await providers.close();
    await journal.flush();
  };
  return { deployment, executor, providers, close };
}
