/** Tables of the values that providers would compute. */
import type { Properties } from "../values.ts";

export interface ComputedFor {
  name: string;
  type: string;
  urn: string;
  inputs: Properties;
}

/** Computed fields, or a function that returns them. The field `id` replaces the default ID. */
export type Computed = Properties | ((resource: ComputedFor) => Properties);

export interface ComputedTables {
  /** By resource type, such as `gcp:compute/instance:Instance`. */
  resources?: Record<string, Computed>;
  /** Results of invokes and calls, by function token. */
  functions?: Record<string, Properties | ((args: Properties) => Properties)>;
}

/** The same in every run, and different from real IDs. */
const defaultId = (name: string): string => `${name}-id`;

/** The outputs are the inputs, overridden by the table. Any other field is unknown to the program. */
export function computedState(resource: ComputedFor, tables: ComputedTables): { id: string; outputs: Properties } {
  const entry = tables.resources?.[resource.type] ?? {};
  const { id, ...fields } = typeof entry === "function" ? entry(resource) : entry;
  return { id: typeof id === "string" ? id : defaultId(resource.name), outputs: { ...resource.inputs, ...fields } };
}

/** `undefined` if the table has no entry. */
export function computedResult(token: string, args: Properties, tables: ComputedTables): Properties | undefined {
  const entry = tables.functions?.[token];
  return typeof entry === "function" ? entry(args) : entry;
}
