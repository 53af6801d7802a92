/** Tables of what providers would compute. */
import type { Properties } from "../values.ts";

export interface ComputedFor {
  name: string;
  type: string;
  urn: string;
  inputs: Properties;
}

/** The fields themselves, or a function that makes them. `id` replaces the default ID. */
export type Computed = Properties | ((resource: ComputedFor) => Properties);

export interface ComputedTables {
  /** By resource type, for instance `gcp:compute/instance:Instance`. */
  resources?: Record<string, Computed>;
  /** By function token: the answer to an invoke or a call. */
  functions?: Record<string, Properties | ((args: Properties) => Properties)>;
}

/** Stable, and unlike any real ID. */
const defaultId = (name: string): string => `${name}-id`;

/** Outputs are the inputs, overridden by the table. A field in neither is unknown to the program. */
export function computedState(resource: ComputedFor, tables: ComputedTables): { id: string; outputs: Properties } {
  const entry = tables.resources?.[resource.type] ?? {};
  const { id, ...fields } = typeof entry === "function" ? entry(resource) : entry;
  return { id: typeof id === "string" ? id : defaultId(resource.name), outputs: { ...resource.inputs, ...fields } };
}

export function computedResult(token: string, args: Properties, tables: ComputedTables): Properties | undefined {
  const entry = tables.functions?.[token];
  return typeof entry === "function" ? entry(args) : entry;
}
