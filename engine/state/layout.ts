/** Paths and names of Pulumi's file backend. */
import { join } from "node:path";

import { StateError } from "../errors.ts";

/** Pulumi's placeholder organization: file backends have no organizations. */
export const ORGANIZATION = "organization";

export interface StackName {
  project: string;
  stack: string;
}

export const qualifiedName = ({ project, stack }: StackName): string => `${ORGANIZATION}/${project}/${stack}`;

const VALID_STACK = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/;

/**
 * Accepts `dev` and `organization/dev`, which are stacks of `defaultProject`, and `organization/project/dev`.
 * @throws StateError `STATE_STACK_NAME_INVALID`
 */
export function parseStackName(text: string, defaultProject: string): StackName {
  const parts = text.split("/");
  const stack = parts.at(-1) ?? "";
  const project = parts.length === 3 ? (parts[1] ?? "") : defaultProject;
  if (parts.length > 3 || (parts.length > 1 && parts[0] !== ORGANIZATION))
    throw new StateError(
      "STATE_STACK_NAME_INVALID",
      `Stack name "${text}" cannot be used with a file backend: write <stack> or ${ORGANIZATION}/<project>/<stack>.`,
    );
  if (!VALID_STACK.test(stack) || !VALID_STACK.test(project))
    throw new StateError(
      "STATE_STACK_NAME_INVALID",
      `Stack name "${text}": a name may only contain alphanumeric, hyphens, underscores, or periods, and must have 1 to 100 characters.`,
    );
  return { project, stack };
}

export interface StackLayout {
  stateFile: string;
  /** The state from before the last write. */
  previousFile: string;
  /** A new state that failed the integrity check, kept because the resources it records may exist. */
  rejectedFile: string;
  tagsFile: string;
  lockDir: string;
  backupDir: string;
  historyDir: string;
}

const bookkeepingDir = (backendDir: string): string => join(backendDir, ".pulumi");
export const stacksDir = (backendDir: string): string => join(bookkeepingDir(backendDir), "stacks");
export const metaFile = (backendDir: string): string => join(bookkeepingDir(backendDir), "meta.yaml");

export function stackLayout(backendDir: string, { project, stack }: StackName): StackLayout {
  const root = bookkeepingDir(backendDir);
  const stateFile = join(root, "stacks", project, `${stack}.json`);
  return {
    stateFile,
    previousFile: `${stateFile}.bak`,
    rejectedFile: `${stateFile}.rejected`,
    tagsFile: join(root, "stacks", project, `${stack}.pulumi-tags`),
    lockDir: join(root, "locks", ORGANIZATION, project, stack),
    backupDir: join(root, "backups", project, stack),
    historyDir: join(root, "history", project, stack),
  };
}
