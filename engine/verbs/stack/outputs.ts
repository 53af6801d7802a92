/** A stack's outputs as plain JSON. Pure. */
import type { Snapshot } from "../../model.ts";
import { isObject, isSecret, type Properties, type Value } from "../../values.ts";

export const STACK_TYPE = "pulumi:pulumi:Stack";

export function stackOutputs({ resources }: Snapshot): Properties {
  return resources.find((resource) => resource.type === STACK_TYPE && !resource.delete)?.outputs ?? {};
}

/** Keys sorted; a secret is its value, or `[secret]`. */
export function plainValue(value: Value, showSecrets: boolean): Value {
  if (Array.isArray(value)) return value.map((item) => plainValue(item, showSecrets));
  if (!isObject(value)) return value;
  if (isSecret(value)) return showSecrets ? plainValue(value.value ?? null, showSecrets) : "[secret]";
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, plainValue(value[name] ?? null, showSecrets)]));
}
