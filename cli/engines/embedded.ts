/** The embedded engine on this machine, with state under the home folder. It writes no stack file. */
import { CodedError, messageOf, systemCode } from "../../base/errors.ts";
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
import { requireHome, stateDir } from "../home.ts";

import { deletionIn } from "./deletions.ts";
import type { OperationOutcome, RunOptions, StackEngine } from "./engine.ts";
import { requirePassphrase } from "./requirements.ts";

export function embeddedEngine(context: Context): StackEngine {
  const notify = (message: string): void => void context.stderr.write(`${message}\n`);

  const open = async (stack: string): Promise<Workspace> => {
    requireHome(context);
    return Workspace.open({
      projectDir: context.root,
      backendDir: stateDir(context.home),
      stack,

      env: context.env,
      home: context.home,
      onNotice: notify,
    });
  };

  const exists = async (stack: string): Promise<boolean> => (await open(stack)).state.exists();

  /** Creates the stack on first use. */
  const prepare = async (stack: string): Promise<Workspace> => {
    requirePassphrase(context, [stack]);
    const workspace = await open(stack);
    if (!(await workspace.state.exists())) await workspace.state.create(await workspace.secrets());

    return workspace;
  };

  const read = async (stack: string): Promise<Snapshot> => {
    requirePassphrase(context, [stack]);
    return (await open(stack)).read();
  };

  const run =
    (kind: OperationKind, operation: (options: OperationOptions) => Promise<OperationResult>) =>
    async (stack: string, { signal, progress, configFile }: RunOptions): Promise<OperationOutcome> => {
      if (kind === "destroy" && !(await exists(stack))) return { result: "succeeded", durationMs: 0 };
      const workspace = await prepare(stack);
      const stream = progressStream(context);
      const deletedMs = new Map<string, number>();
      const display = createDisplay({
        stream,
        isTty: stream.isTTY === true,
        kind,
        stack,
        env: context.env,
        brief: true,
        problemsOnly: progress !== undefined,
      });
      try {
        const outcome = await operation({
          projectDir: context.root,
          backendDir: stateDir(context.home),
          stack,
          configFile,
          env: context.env,
          home: context.home,
          takesOverDeadLocks: true,
          onEvent: (event) => {
            display.event(event);
            progress?.event(event);
            const deletion = deletionIn(event);
            if (deletion) deletedMs.set(...deletion);
          },
          onNotice: notify,
          signal,
        });
        if (outcome.result === "succeeded" && kind !== "preview") await forgetAdoptedResources(workspace);
        return { ...outcome, deletedMs };
      } catch (error) {
        if (systemCode(error) !== "STATE_LOCKED") throw error;
        const how = `If it measures, \`npx stackmark stop ${stack}\` ends the load early and keeps its results.`;
        throw new CodedError("STATE_LOCKED", `${messageOf(error)}\n${how}`, { cause: error });
      } finally {
        progress?.close();
        display.close();
      }
    };

  return {
    name: "embedded",
    up: run("up", up),
    preview: run("preview", preview),
    destroy: run("destroy", destroy),
    outputs: async (stack) => {
      if (!(await exists(stack))) return undefined;
      const { resources } = await read(stack);
      const root = resources.find((resource) => resource.type === "pulumi:pulumi:Stack" && !resource.delete);
      return root?.outputs ? (masked(root.outputs) as Record<string, unknown>) : undefined;
    },
    resources: async (stack) => {
      if (!(await exists(stack))) return [];
      return (await read(stack)).resources.filter((resource) => !resource.delete);
    },
    interruptedCreates: async (stack) => {
      if (!(await exists(stack))) return [];
      const { pendingOperations } = await read(stack);
      return pendingOperations.filter(({ type }) => type === "creating").map(({ resource }) => resource);
    },
    setting: async (stack, key) => {
      requirePassphrase(context, [stack]);
      const workspace = await open(stack);
      return (await workspace.config(false)).get(`${workspace.project.name}:${key}`)?.value;
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
