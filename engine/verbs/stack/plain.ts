/** Wire-form values as plain JSON. Pure. */
import { isObject, isSecret, type Value } from "../../values.ts";

/** Keys sorted; a secret is its value, or `[secret]`. */
export function plainValue(value: Value, showSecrets: boolean): Value {
  if (Array.isArray(value)) return value.map((item) => plainValue(item, showSecrets));
  if (!isObject(value)) return value;
  if (isSecret(value)) return showSecrets ? plainValue(value.value ?? null, showSecrets) : "[secret]";
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, plainValue(value[name] ?? null, showSecrets)]));
}
