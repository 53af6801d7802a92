/** One run over a state: a refresh, then the program (up), or the deletion of all (destroy). */
import { availableParallelism } from "node:os";
import { Selection } from "../steps/selection.ts";
import { messageOf } from "../errors.ts";
import type { ReadStackOutputs } from "../execution/builtin-provider.ts";
import { assemble } from "../execution/assemble.ts";
import { Events } from "../execution/events.ts";
import { Providers } from "../execution/providers.ts";
import type { StartProvider } from "../execution/providers.ts";
import { refresh } from "../execution/refresh.ts";
import type { SnapshotStore, StepOp } from "../model.ts";
import type { ProgramLocation } from "../protocol/program.ts";
import type { DeploymentInfo } from "../protocol/registrar.ts";
import type { Redactor } from "../secrets/redactor.ts";
import { Interrupt } from "./interrupt.ts";
import type { OperationOptions } from "./options.ts";
import { pendingWarning } from "./pending.ts";
import { pluginStarter } from "./plugins.ts";
import { ProviderOutput } from "./provider-output.ts";
import { providerConfig } from "./provider-config.ts";
import { runProgram } from "./run-program.ts";

export type OperationKind = "up" | "destroy" | "refresh";

export interface DeployOptions {
  kind: OperationKind;
  preview: boolean;
  store: SnapshotStore;
  projectDir: string;
  location: ProgramLocation;
  info: DeploymentInfo;
  operation: OperationOptions;
  readOutputs: ReadStackOutputs;
}

export interface Deployed {
  result: "succeeded" | "failed" | "canceled";
  changes: Partial<Record<StepOp, number>>;
}

export const defaultParallel = (): number => 4 * availableParallelism();

export async function deploy(options: DeployOptions): Promise<Deployed> {
  const { store, preview, info, operation } = options;
  const startedAt = performance.now();
  const events = new Events(operation.onEvent ?? (() => {}), preview, operation.onStep);
  using interrupt = new Interrupt(operation);
  const stage: Stage = { ...options, events, interrupt, start: startOf(options, events, interrupt) };
  learnSecrets(events.secrets, stage);
  events.prelude(maskedConfig(info));
  const refreshes = options.kind === "refresh" || operation.refresh === true;
  const warning = refreshes ? undefined : pendingWarning(store.snapshot);
  if (warning !== undefined && !preview) events.diagnose({ severity: "warning", message: warning });
  let succeeded = true;
  try {
    if (refreshes) succeeded = await refreshState(stage);
    if (options.kind !== "refresh" && succeeded && !interrupt.cancelled) succeeded = await change(stage);
  } catch (error) {
    succeeded = false;
    events.diagnose({ severity: "error", message: messageOf(error) });
  }
  const result = interrupt.cancelled ? (succeeded ? "canceled" : "failed") : succeeded ? "succeeded" : "failed";
  if (result !== "succeeded") if (!preview) events.diagnose({ severity: "error", message: `update ${result}` });
  events.summary(performance.now() - startedAt, result);
  events.cancel();
  return { result, changes: events.changes };
}

interface Stage extends DeployOptions {
  events: Events;
  interrupt: Interrupt;
  start: StartProvider;
}

/** Brings the state in line with the program, or with nothing. */
async function change(stage: Stage): Promise<boolean> {
  const { store, preview, info, operation, location, projectDir, events, interrupt, start } = stage;
  const { deployment, executor, providers, close } = assemble({
    ...{ store, events, preview, start, stack: info.stack, project: info.project, parallel: info.parallel },
    selection: new Selection(operation),
    continueOnError: operation.continueOnError ?? false,
    programDir: location.dir,
    providerConfig: (pkg) => providerConfig(info, pkg),
    now: () => new Date(),
  });
  interrupt.watch({ executor, providers });
  const env = operation.env ?? process.env;
  const signal = operation.signal ? { signal: operation.signal } : {};
  try {
    if (stage.kind === "up") await runProgram({ deployment, info, location, projectDir, env, events, ...signal });
    else await deployment.deleteRest();
    await deployment.finish();
  } finally {
    await close();
  }
  return !deployment.failed;
}

async function refreshState({
  store,
  preview,
  info,
  operation,
  kind,
  events,
  interrupt,
  start,
}: Stage): Promise<boolean> {
  const providers = new Providers(start, store.snapshot.resources);
  const selection = new Selection(operation);
  try {
    return await refresh({
      ...{ store, preview, events, providers, parallel: info.parallel },
      includes: (state) => selection.everything || selection.includes(state),
      clearPendingCreates: operation.clearPendingCreates ?? false,
      countsRefreshes: kind === "refresh",
      now: () => new Date(),
      onStart: (executor) => interrupt.watch({ executor, providers }),
    });
  } finally {
    await providers.close();
  }
}

function startOf(
  { location, operation, readOutputs }: DeployOptions,
  events: Events,
  interrupt: Interrupt,
): StartProvider {
  const output = new ProviderOutput(events, () => interrupt.running);
  const env = operation.env ?? process.env;
  return pluginStarter(
    { programDir: location.dir, env, onStdout: output.stdout, onStderr: output.stderr },
    readOutputs,
  );
}

function learnSecrets(secrets: Redactor, { info, store }: Stage): void {
  for (const key of info.configSecretKeys) secrets.learnSecret(info.config[key]);
  for (const { inputs, outputs } of store.snapshot.resources) {
    secrets.learn(inputs);
    secrets.learn(outputs);
  }
}

function maskedConfig({ config, configSecretKeys }: DeploymentInfo): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, configSecretKeys.includes(key) ? "[secret]" : value]),
  );
}
