/** Runs an operation on a state: a refresh if there is one, then the update or destroy. */
import { availableParallelism } from "node:os";
import type { ReadStackOutputs } from "../deploy/builtin-provider.ts";
import { createDeployment } from "../deploy/create-deployment.ts";
import type { Deployment } from "../deploy/deployment.ts";
import { Events, reportUnknownTargets } from "../deploy/events.ts";
import { urnsOf } from "../resource/state.ts";
import { ProviderRegistry } from "../deploy/provider-registry.ts";
import type { StartProvider } from "../deploy/provider-registry.ts";
import { refresh } from "../deploy/refresh.ts";
import { messageOf } from "../../base/errors.ts";
import type { SnapshotStore, StepOp } from "../model.ts";
import type { PluginPlaces } from "../protocol/find-plugin.ts";
import type { ProgramLocation } from "../protocol/program.ts";
import type { DeploymentInfo } from "../protocol/resource-monitor.ts";
import type { Redactor } from "../secrets/redactor.ts";
import { Selection } from "../steps/selection.ts";
import { Interrupt } from "./interrupt.ts";
import type { OperationOptions } from "./options.ts";
import { pluginStarter, providerConfig, ProviderOutput } from "./plugins.ts";
import { clearPendingCreates, pendingWarning, protectedExcludes, preconditionProblems } from "./preconditions.ts";
import { runProgram } from "./run-program.ts";

export type OperationKind = "up" | "destroy" | "refresh";

export interface DeployOptions {
  kind: OperationKind;
  preview: boolean;
  store: SnapshotStore;
  projectDir: string;
  location: ProgramLocation;
  /** Provider plugins that belong to the project. */
  pluginPaths: PluginPlaces["paths"];
  info: DeploymentInfo;
  operation: OperationOptions;
  readOutputs: ReadStackOutputs;
}

export interface Deployed {
  result: "succeeded" | "failed" | "canceled";
  changes: Partial<Record<StepOp, number>>;
  /** excludeProtected: the number of protected resources and their dependencies, which were kept. */
  kept?: number;
}

/** The default number of operations at the same time: four per core. */
export const defaultParallel = (): number => 4 * availableParallelism();

export async function deploy(options: DeployOptions): Promise<Deployed> {
  const { store, preview, info, operation } = options;
  const startedAt = performance.now();
  const { onEvent = () => {}, onStep, showSecrets = false } = operation;
  const events = new Events(onEvent, { preview, showSecrets, onStep });
  using interrupt = new Interrupt(operation);
  const running: Running = {};
  const context: OperationContext = {
    ...options,
    events,
    interrupt,
    running,
    startProvider: providerStarter(options, events, interrupt, running),
  };
  learnSecrets(events.secrets, context);
  const problems = preconditionProblems(options.kind, store.snapshot.resources, operation);
  for (const problem of problems) events.diagnose({ severity: "error", ...problem });
  if (problems.length > 0) return { result: "failed", changes: {} };
  const kept = operation.excludeProtected ? protectedExcludes(store.snapshot.resources).length : undefined;
  if (kept && kept === store.snapshot.resources.length) return { result: "succeeded", changes: {}, kept };
  events.prelude(maskedConfig(info));
  const refreshes = options.kind === "refresh" || operation.refresh === true;
  const refreshesFirst = refreshes && !isRefreshedByProgram(options);
  let succeeded = true;
  let bailed: boolean;
  try {
    if (operation.clearPendingCreates) await clearPendingCreates(store);
    const warning = refreshesFirst ? undefined : pendingWarning(store.snapshot);
    if (warning !== undefined && !preview) events.diagnose({ severity: "warning", message: warning });
    if (refreshesFirst) succeeded = await refreshState(context);
    const isDone = refreshesFirst && options.kind === "refresh";
    if (!isDone && succeeded && !interrupt.cancelled) succeeded = await runDeployment(context);
    bailed = running.deployment?.bailed ?? false;
  } catch (error) {
    succeeded = false;
    bailed = true;
    events.diagnose({ severity: "error", message: messageOf(error) });
  }
  const result = interrupt.cancelled ? (succeeded ? "canceled" : "failed") : succeeded ? "succeeded" : "failed";
  const what = preview ? "preview" : "update";
  // If the deployment bailed, the error was reported already.
  if (result !== "succeeded" && !(bailed && result === "failed"))
    events.diagnose({ severity: "error", message: `${what} ${result}` });
  // The Pulumi CLI reports a cancelled operation as failed.
  events.summary(performance.now() - startedAt, result === "succeeded" ? result : "failed");
  events.cancel();
  return { result, changes: events.changes, kept };
}

/** Whether resources are read as the program registers them, rather than before the program runs or without it. */
const isRefreshedByProgram = ({ kind, operation }: DeployOptions): boolean =>
  operation.runProgram === true && (kind === "refresh" || (kind === "up" && operation.refresh === true));

/** The engine address for plugins if no program runs. No server listens there, so what plugins log is dropped. */
const NO_ENGINE = "127.0.0.1:0";

interface OperationContext extends DeployOptions {
  events: Events;
  interrupt: Interrupt;
  startProvider: StartProvider;
  running: Running;
}

/** Set when the deployment starts; providers that start later use it. */
interface Running {
  deployment?: Deployment;
  engineAddress?: string;
}

/** Runs a deployment: the program, or for a destroy the deletion of all resources. Returns whether it succeeded. */
async function runDeployment(context: OperationContext): Promise<boolean> {
  const { store, preview, info, operation, location, projectDir, events, interrupt, startProvider, running } = context;
  const { deployment, stepExecutor, providers, close } = createDeployment({
    ...{
      store,
      events,
      preview,
      startProvider,
      info,
      stack: info.stack,
      project: info.project,
      parallel: info.parallel,
    },
    destroys: context.kind === "destroy",
    refreshes: !isRefreshedByProgram(context) ? undefined : context.kind === "refresh" ? "only" : "first",
    selection: selectionOf(context),
    ignoreProtect: operation.ignoreProtect ?? false,
    continueOnError: operation.continueOnError ?? false,
    programDir: location.dir,
    providerConfig: (pkg) => providerConfig(info, pkg),
    now: () => new Date(),
  });
  running.deployment = deployment;
  const onServing = (address: string) => void (running.engineAddress = address);
  interrupt.watch({ stepExecutor, providers });
  const env = operation.env ?? process.env;
  try {
    deployment.checkReplaceTargets();
    if (deployment.failed) return false;
    if (context.kind === "up" || operation.runProgram)
      await runProgram({ deployment, info, location, projectDir, env, events, onServing, signal: operation.signal });
    else await deployment.performPostSteps();
    await deployment.finish();
  } finally {
    await close();
  }
  return !deployment.failed;
}

function selectionOf({ operation, store }: OperationContext): Selection {
  const kept = operation.excludeProtected ? protectedExcludes(store.snapshot.resources) : [];
  return new Selection({ ...operation, excludes: [...(operation.excludes ?? []), ...kept] });
}

async function refreshState(context: OperationContext): Promise<boolean> {
  const { store, preview, info, kind, events, interrupt, startProvider } = context;
  const selection = selectionOf(context);
  const known = urnsOf(store.snapshot.resources);
  const unknown = [...selection.unknownTargets(known), ...selection.unknownExcludes(known)];
  reportUnknownTargets(unknown, events);
  if (unknown.length > 0) return false;
  const providers = new ProviderRegistry(startProvider, store.snapshot.resources);
  try {
    return await refresh({
      ...{ store, preview, events, providers, parallel: info.parallel },
      includes: (state) => selection.covers(state),
      countsRefreshes: kind === "refresh",
      now: () => new Date(),
      onStart: (stepExecutor) => interrupt.watch({ stepExecutor, providers }),
    });
  } finally {
    await providers.close();
  }
}

function providerStarter(
  { location, info, operation, pluginPaths, readOutputs }: DeployOptions,
  events: Events,
  interrupt: Interrupt,
  running: Running,
): StartProvider {
  const output = new ProviderOutput(events, () => interrupt.running);
  const env = operation.env ?? process.env;
  return pluginStarter({
    programDir: location.dir,
    project: info.project,
    env,
    paths: pluginPaths,
    engineAddress: () => running.engineAddress ?? NO_ENGINE,
    readOutputs,
    resourceOf: (urn) => running.deployment?.resource(urn),
    signal: operation.terminate,
    onStdout: output.stdout,
    onStderr: output.stderr,
  });
}

function learnSecrets(secrets: Redactor, { info, store }: OperationContext): void {
  for (const key of info.configSecretKeys) secrets.learnSecret(info.config[key]);
  for (const resource of store.snapshot.resources) secrets.learnResource(resource);
}

function maskedConfig({ config, configSecretKeys }: DeploymentInfo): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, configSecretKeys.includes(key) ? "[secret]" : value]),
  );
}
