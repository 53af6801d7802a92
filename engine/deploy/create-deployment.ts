/** Creates a deployment and its parts: step generator, step executor, providers, hooks and snapshot manager. */
import type { SnapshotStore } from "../model.ts";
import { Callbacks } from "../protocol/callbacks.ts";
import type { DeploymentInfo } from "../protocol/resource-monitor.ts";
import { StepGenerator } from "../steps/step-generator.ts";
import type { StepGeneratorOptions } from "../steps/step-generator.ts";
import type { Properties } from "../values.ts";
import { Deployment } from "./deployment.ts";
import type { Events } from "./events.ts";
import { StepExecutor } from "./step-executor.ts";
import { HookRunner } from "./hooks.ts";
import { SnapshotManager } from "./snapshot-manager.ts";
import { ProviderRegistry } from "./provider-registry.ts";
import type { StartProvider } from "./provider-registry.ts";
import { Transforms } from "./resource-options.ts";

export interface CreateDeploymentOptions extends StepGeneratorOptions {
  store: SnapshotStore;
  events: Events;
  /** Maximum number of chains of steps that run at the same time. */
  parallel: number;
  /** After a failure, continue with resources that do not depend on the failed one. */
  continueOnError: boolean;
  startProvider: StartProvider;
  info: DeploymentInfo;
  /** The folder that paths of assets are relative to. */
  programDir: string;
  /** The stack's configuration for the default provider of a package. */
  providerConfig: (pkg: string) => Properties;
  now: () => Date;
}

export interface CreatedDeployment {
  deployment: Deployment;
  stepExecutor: StepExecutor;
  providers: ProviderRegistry;
  /** Closes providers and callbacks, and resolves when the state is on the disk. */
  close: () => Promise<void>;
}

export function createDeployment(options: CreateDeploymentOptions): CreatedDeployment {
  const { store, events, preview, now, parallel } = options;
  const { resources } = store.snapshot;
  const generator = new StepGenerator(resources, options, (diagnostic) => events.diagnose(diagnostic));
  const snapshots = new SnapshotManager(store, generator);
  const providers = new ProviderRegistry(options.startProvider, resources);
  const callbacks = new Callbacks();
  const hooks = new HookRunner(callbacks.invoke, preview);
  const transforms = new Transforms(callbacks.invoke);
  const countsRefreshes = options.refreshes === "only";
  const stepExecutor = new StepExecutor({
    events,
    providers,
    preview,
    parallel,
    now,
    snapshots,
    hooks,
    countsRefreshes,
  });
  const deployment = new Deployment({ ...options, generator, stepExecutor, providers, snapshots, hooks, transforms });
  const close = async () => {
    callbacks.close();
    await providers.close();
    await snapshots.flush();
  };
  return { deployment, stepExecutor, providers, close };
}
