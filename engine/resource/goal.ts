/** Goal states: resources as the program registers them, with their options. */
import type { Properties, Value } from "../values.ts";
import { isProviderType } from "./urn.ts";

export interface AliasSpec {
  /** A full URN. If set, all other fields are unset. */
  urn?: string;
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parentUrn?: string;
  noParent?: boolean;
}

/** The names in the state file. */
export type HookKind = `${"Before" | "After"}${"Create" | "Update" | "Delete"}` | "OnError";

/** Names of hooks that the program registers. */
export type Hooks = Partial<Record<HookKind, string[]>>;

/** Seconds. */
export interface CustomTimeouts {
  create?: number;
  update?: number;
  delete?: number;
}

export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  inputs: Properties;
  parent?: string;
  /** `<provider urn>::<provider id>`; unset for components. */
  provider?: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  protect?: boolean;
  retainOnDelete?: boolean;
  /** Unset: the provider decides. */
  deleteBeforeReplace?: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  hideDiff: string[];
  additionalSecretOutputs: string[];
  aliases: AliasSpec[];
  importId?: string;
  customTimeouts?: CustomTimeouts;
  deletedWith?: string;
  replaceWith: string[];
  replacementTrigger?: Value;
  hooks?: Hooks;
  sourcePosition?: string;
  stackTrace?: Value;
}

/** Whether the resource is a component or a provider resource, which no provider creates. */
export const existsInProgramOnly = ({ custom, type }: Pick<Goal, "custom" | "type">): boolean =>
  !custom || isProviderType(type);

/** `Resource.get`: an existing resource that is read and not managed. */
export interface ReadGoal {
  type: string;
  name: string;
  id: string;
  inputs: Properties;
  parent?: string;
  provider?: string;
  dependencies: string[];
  additionalSecretOutputs: string[];
  sourcePosition?: string;
  stackTrace?: Value;
}
