/** What a program asks for: the resource as it should be, with its options. */
import type { Properties, Value } from "../values.ts";
import { isProviderType } from "./urn.ts";

export interface AliasSpec {
  /** A whole URN; then nothing else is set. */
  urn?: string;
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parentUrn?: string;
  noParent?: boolean;
}

/** As the state names them. */
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
  /** `<provider urn>::<provider id>`; empty for components. */
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

/** Components and providers are there for the deployment only: no provider has made them. */
export const existsInProgramOnly = ({ custom, type }: Pick<Goal, "custom" | "type">): boolean =>
  !custom || isProviderType(type);

/** `Resource.get`: a resource that exists and is only looked at. */
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
