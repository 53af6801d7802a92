/** Converts resources to and from state files: the order and omission of fields is that of the Pulumi CLI. */
import type { ResourceState } from "../model.ts";
import { fromFile, sortKeys, toFile, type Seal } from "../secrets/values.ts";
import type { Crypter } from "../secrets/crypter.ts";
import { isObject, type Properties, type Value } from "../values.ts";

/** The field order of deployment schema v3. Fields that are not listed come last. */
const ORDER = [
  ...["urn", "custom", "delete", "id", "type", "inputs", "outputs", "parent", "protect", "taint", "external"],
  ...["dependencies", "initErrors", "provider", "propertyDependencies", "pendingReplacement"],
  ...["additionalSecretOutputs", "aliases", "customTimeouts", "importID", "retainOnDelete", "deletedWith"],
  ...["replaceWith", "created", "modified", "sourcePosition", "stackTrace", "ignoreChanges", "hideDiff"],
  ...["replaceOnChanges", "replacementTrigger", "refreshBeforeUpdate", "viewOf", "resourceHooks"],
];

const ALWAYS_WRITTEN: ReadonlySet<string> = new Set(["urn", "custom", "type"]);

/** Fields with values from the program, which may contain secrets. */
const VALUE_FIELDS: ReadonlySet<string> = new Set(["inputs", "outputs", "replacementTrigger"]);

/** Maps whose keys Pulumi sorts. Other objects keep their order. */
const SORTED_FIELDS: ReadonlySet<string> = new Set(["propertyDependencies", "resourceHooks"]);

export function resourceToFile(resource: ResourceState, seal: Seal): Properties {
  const fields = new Set([...ORDER, ...Object.keys(resource)]);
  const written: Properties = {};
  for (const field of fields) {
    const value = resource[field] as Value | undefined;
    if (value === undefined || (isZero(value) && !ALWAYS_WRITTEN.has(field))) continue;
    if (VALUE_FIELDS.has(field)) written[field] = toFile(value, seal);
    else written[field] = SORTED_FIELDS.has(field) ? sortKeys(value) : value;
  }
  return written;
}

export function resourceFromFile(written: Properties, crypter: Crypter): ResourceState {
  const resource = { ...written };
  for (const field of VALUE_FIELDS) {
    const value = resource[field];
    if (value !== undefined) resource[field] = fromFile(value, crypter);
  }
  const { propertyDependencies } = resource;
  if (isObject(propertyDependencies)) resource.propertyDependencies = withoutNulls(propertyDependencies);
  return resource as unknown as ResourceState;
}

/** Older engines write an empty list as null. */
const withoutNulls = (lists: Properties): Properties =>
  Object.fromEntries(Object.entries(lists).map(([key, urns]) => [key, urns ?? []]));

function isZero(value: Value): boolean {
  if (value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
