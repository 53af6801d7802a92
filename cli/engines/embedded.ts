/** The embedded engine on this machine: state, and copies of the stack files, under the home folder. */
import { createDisplay, type OperationKind } from "@stackmark/engine/display";
import {
  destroy,
  preview,
  up,
  type OperationOptions,
  type OperationResult,
  isObject,
  isSecret,
  type Snapshot,
  type Value,
} from "@stackmark/engine";
import { Workspace } from "@stackmark/engine/workspace";
import { progressStream, type Context } from "../context.ts";
import { requireHome, stackFilesDir, stateDir } from "../home.ts";
import { syncStackFile } from "../stacks/copies.ts";
import { stackFile } from "../stacks/names.ts";
import type { OperationOutcome, RunOptions, StackEngine } from "./engine.ts";

export function embeddedEngine(context: Context): StackEngine {
  const notify = (message: string): void => void context.stderr.write(`${message}\n`);

  const open = async (stack: string): Promise<Workspace> => {
    requireHome(context);
    return Workspace.open({
      projectDir: context.root,
      backendDir: stateDir(context.home),
      stack,
      configFile: await syncStackFile(stackFile(context.root, stack), stackFilesDir(context.home)),
      env: context.env,
      home: context.home,
      onNotice: notify,
    });
  };

  /** Creates the stack on first use, and removes locks whose holders are provably dead. */
  const prepare = async (stack: string): Promise<Workspace> => {
    const workspace = await open(stack);
    await workspace.saveSalt();
    if (!(await workspace.state.exists())) await workspace.state.create(await workspace.secrets());
    for (const lock of await workspace.state.removeDeadLocks())
      notify(
        `removed the lock of ${lock.username}@${lock.hostname} (pid ${lock.pid}, ${lock.timestamp}): that process no longer exists`,
      );
    return workspace;
  };

  const run =
    (kind: OperationKind, operation: (options: OperationOptions) => Promise<OperationResult>) =>
    async (stack: string, { signal }: RunOptions): Promise<OperationOutcome> => {
      const workspace = await prepare(stack);
      const stream = progressStream(context);
      const display = createDisplay({
        stream,
        isTty: stream.isTTY === true,
        kind,
        stack,
        env: context.env,
        brief: true,
      });
      try {
        const outcome = await operation({
          projectDir: context.root,
          backendDir: stateDir(context.home),
          stack,
          configFile: workspace.stackFile.path,
          env: context.env,
          home: context.home,
          onEvent: (event) => display.event(event),
          onNotice: notify,
          signal,
        });
        if (outcome.result === "succeeded" && kind !== "preview") await forgetAdoptedResources(workspace);
        return outcome;
      } finally {
        display.close();
      }
    };

  return {
    name: "embedded",
    up: run("up", up),
    preview: run("preview", preview),
    destroy: run("destroy", destroy),
    outputs: async (stack) => {
      const workspace = await open(stack);
      if (!(await workspace.state.exists())) return undefined;
      const { resources } = await workspace.read();
      const root = resources.find((resource) => resource.type === "pulumi:pulumi:Stack" && !resource.delete);
      return root?.outputs ? (masked(root.outputs) as Record<string, unknown>) : undefined;
    },
    resources: async (stack) => {
      const workspace = await open(stack);
      if (!(await workspace.state.exists())) return [];
      return (await workspace.read()).resources.filter((resource) => !resource.delete);
    },
  };
}

/**
 * Removes pending creates of our own providers from the state. These providers adopt what an interrupted create left
 * behind, so after a successful update or destroy the operations are no longer pending. Those of other providers stay.
 */
async function forgetAdoptedResources(workspace: Workspace): Promise<void> {
  const { pendingOperations } = await workspace.read();
  if (pendingOperations.length === 0) return;
  await workspace.withLock(async (store) => {
    const { snapshot } = store;
    const isAdopted = ({ type, resource }: Snapshot["pendingOperations"][number]): boolean =>
      type === "creating" &&
      resource.type.startsWith("pulumi-nodejs:dynamic/stackmark:") &&
      (snapshot.resources.length === 0 || snapshot.resources.some(({ urn }) => urn === resource.urn));
    const remaining = snapshot.pendingOperations.filter((pending) => !isAdopted(pending));
    await store.save({ ...snapshot, pendingOperations: remaining });
  });
}

/** As `pulumi stack output --json` without `--show-secrets`. */
function masked(value: Value): unknown {
  if (isSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
