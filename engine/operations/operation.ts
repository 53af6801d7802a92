/** The operations on a stack: they open its project and state, and run a deployment. */
import type { Snapshot, SnapshotStore } from "../model.ts";
import { Workspace } from "../project/workspace.ts";
import { locateProgram } from "../protocol/program.ts";
import type { DeploymentInfo } from "../protocol/resource-monitor.ts";
import { StateError } from "../errors.ts";
import { stackOutputs } from "../resource/state.ts";
import { defaultParallel, deploy } from "./deploy.ts";
import type { Deployed, OperationKind } from "./deploy.ts";
import type { OperationOptions, OperationResult } from "./options.ts";
import { refuseUnsupported } from "./program-support.ts";

/** Creates the resources that the program registers, and deletes those that it no longer registers. */
export const up = (options: OperationOptions): Promise<OperationResult> => update("up", options);

/** Deletes all resources of the stack. */
export const destroy = (options: OperationOptions): Promise<OperationResult> => update("destroy", options);

/** Reads the state of all resources from their providers. */
export const refresh = (options: OperationOptions): Promise<OperationResult> => update("refresh", options);

/** Reports what `refresh` would change, and saves nothing. */
export const previewRefresh = (options: OperationOptions): Promise<OperationResult> => dryRun("refresh", options);

/** Reports what `up` would do, and changes nothing. */
export const preview = (options: OperationOptions): Promise<OperationResult> => dryRun("up", options);

/** Reports what `destroy` would delete, and deletes nothing. */
export const previewDestroy = (options: OperationOptions): Promise<OperationResult> => dryRun("destroy", options);

async function dryRun(kind: OperationKind, options: OperationOptions): Promise<OperationResult> {
  const startedAt = performance.now();
  const workspace = await open(kind, options);
  const store = storeInMemory(await workspace.read());
  const deployed = await run(kind, true, workspace, store, options);
  return finished(deployed, store.snapshot, startedAt, options);
}

async function update(kind: OperationKind, options: OperationOptions): Promise<OperationResult> {
  const startedAt = performance.now();
  const startTime = new Date();
  const workspace = await open(kind, options);
  return workspace.withLock(async (store) => {
    const deployed = await run(kind, false, workspace, store, options);
    await workspace.recordUpdate({
      kind: kind === "up" ? "update" : kind,
      startTime,
      message: options.message ?? "",
      result: deployed.result === "succeeded" ? "succeeded" : "failed",
      resourceChanges: deployed.changes,
    });
    return finished(deployed, store.snapshot, startedAt, options);
  }, options.onUnlockProblem);
}

/** A dry run keeps its state in memory. */
function storeInMemory(loaded: Snapshot): SnapshotStore {
  let latest: Snapshot | (() => Snapshot) = loaded;
  return {
    get snapshot() {
      return typeof latest === "function" ? latest() : latest;
    },
    save: (snapshot) => {
      latest = snapshot;
      return Promise.resolve();
    },
  };
}

async function open(kind: OperationKind, options: OperationOptions): Promise<Workspace> {
  const { projectDir, backendDir, stack, configFile, env = process.env, home, takesOverDeadLocks, onNotice } = options;
  const where = { projectDir, backendDir, stack, configFile, env, home, takesOverDeadLocks, onNotice };
  const workspace = await Workspace.open(where);
  const { project } = workspace;
  if (runsProgram(kind, options)) refuseUnsupported(project, locateProgram(project.dir, project.main));
  return workspace;
}

const runsProgram = (kind: OperationKind, options: OperationOptions): boolean =>
  kind === "up" || options.runProgram === true;

async function run(
  kind: OperationKind,
  dryRun: boolean,
  workspace: Workspace,
  store: SnapshotStore,
  operation: OperationOptions,
): Promise<Deployed> {
  const { project, name } = workspace;
  const config = await workspace.config(runsProgram(kind, operation) && !operation.skipConfigValidation);
  const info: DeploymentInfo = {
    project: project.name,
    stack: name.stack,
    organization: "organization",
    dryRun,
    parallel: operation.parallel ?? defaultParallel(),
    config: Object.fromEntries([...config].map(([key, { value }]) => [key, value])),
    configSecretKeys: [...config].flatMap(([key, { secret }]) => (secret ? [key] : [])),
  };
  const location = locateProgram(project.dir, project.main);
  const readOutputs = async (stack: string) => stackOutputs(await readStack(workspace, stack));
  const { dir: projectDir, pluginPaths } = project;
  const withDefaults = { ...operation, refresh: operation.refresh ?? project.refreshesAlways };
  const places = { projectDir, location, pluginPaths };
  return deploy({ kind, preview: dryRun, store, info, operation: withDefaults, readOutputs, ...places });
}

async function readStack(workspace: Workspace, stack: string): Promise<Snapshot> {
  try {
    return await workspace.readOther(stack);
  } catch (cause) {
    const unknown = cause instanceof StateError && cause.code === "STATE_STACK_UNKNOWN";
    throw unknown ? new Error(`unknown stack "${stack}"`, { cause }) : cause;
  }
}

/** Operations that do not count as changes. */
const UNCHANGING: ReadonlySet<string> = new Set(["same", "read", "read-replacement", "discard"]);

function finished(
  { result, changes, ...more }: Deployed,
  snapshot: Snapshot,
  startedAt: number,
  options: OperationOptions,
): OperationResult {
  const changed = Object.entries(changes).some(([op, count]) => !UNCHANGING.has(op) && count > 0);
  const failed = result !== "succeeded";
  const unexpected = options.expectNoChanges === true && changed;
  return {
    exitCode: failed ? 1 : unexpected ? 7 : 0,
    result,
    changes,
    ...more,
    outputs: stackOutputs(snapshot),
    durationMs: performance.now() - startedAt,
  };
}
