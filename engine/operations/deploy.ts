/** One run of the executor over a state: with the program (up, preview), or without it (destroy). */
import { availableParallelism } from "node:os";
import { messageOf } from "../errors.ts";
import type { ReadStackOutputs } from "../execution/builtin-provider.ts";
import { assemble } from "../execution/assemble.ts";
import { Events } from "../execution/events.ts";
import type { SnapshotStore, StepOp } from "../model.ts";
import type { ProgramLocation } from "../protocol/program.ts";
import type { DeploymentInfo } from "../protocol/registrar.ts";
import type { OperationOptions } from "./options.ts";
import { pluginStarter } from "./plugins.ts";
import { ProviderOutput } from "./provider-output.ts";
import { providerConfig } from "./provider-config.ts";
import { runProgram } from "./run-program.ts";

export interface DeployOptions {
  kind: "up" | "destroy";
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
  const { store, preview, info, operation, location } = options;
  const startedAt = performance.now();
  const env = operation.env ?? process.env;
  const events = new Events(operation.onEvent ?? (() => {}), preview, operation.onStep);
  const output = new ProviderOutput(events);
  const start = pluginStarter(
    { programDir: location.dir, env, onStdout: output.stdout, onStderr: output.stderr },
    options.readOutputs,
  );
  const { deployment, executor, providers } = assemble({
    ...{ store, events, preview, start, stack: info.stack, project: info.project, parallel: info.parallel },
    continueOnError: operation.continueOnError ?? false,
    providerConfig: (pkg) => providerConfig(info, pkg),
    now: () => new Date(),
  });
  output.running = executor.running;

  const cancel = () => executor.stop();
  const terminate = () => {
    executor.abandon();
    void providers.close();
  };
  operation.signal?.addEventListener("abort", cancel);
  operation.terminate?.addEventListener("abort", terminate);
  if (operation.signal?.aborted) cancel();
  events.prelude(maskedConfig(info));
  warnOfPending(store, events);
  try {
    if (options.kind === "up")
      await runProgram({
        deployment,
        info,
        location,
        projectDir: options.projectDir,
        env,
        events,
        ...(operation.signal ? { signal: operation.signal } : {}),
      });
    else await deployment.deleteRest();
    await deployment.finish();
  } catch (error) {
    deployment.fail();
    events.diagnose({ severity: "error", message: messageOf(error) });
  } finally {
    operation.signal?.removeEventListener("abort", cancel);
    operation.terminate?.removeEventListener("abort", terminate);
    await providers.close();
  }
  const result = deployment.failed ? "failed" : operation.signal?.aborted ? "canceled" : "succeeded";
  if (result !== "succeeded")
    events.diagnose({ severity: "error", message: `${preview ? "preview" : "update"} ${result}` });
  events.summary(performance.now() - startedAt, result);
  events.cancel();
  return { result, changes: events.changes };
}

function maskedConfig({ config, configSecretKeys }: DeploymentInfo): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, configSecretKeys.includes(key) ? "[secret]" : value]),
  );
}

function warnOfPending({ snapshot }: SnapshotStore, events: Events): void {
  const pending = snapshot.pendingOperations;
  if (pending.length === 0) return;
  const list = pending.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}\n`).join("");
  events.diagnose({
    severity: "warning",
    message:
      `Attempting to deploy or update resources with ${pending.length} pending operations from previous deployment.\n${list}` +
      "These resources are in an unknown state because the engine was interrupted while waiting for changes to these resources to complete. " +
      "Check with their provider whether the listed operations came to pass; `refresh` then repairs the state, and " +
      "`refresh --clear-pending-creates` drops pending creates.",
  });
}
