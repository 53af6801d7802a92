/** Property values as the real plugin changes them between their arrival and its answer. */
import { isObject, isSecret, isUnknown, secret, type Properties, type Value } from "../framework/index.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** An unknown value that is also secret. */
const UNKNOWN_SECRET: Properties = { [SIGNATURE]: OUTPUT, secret: true };

export const isOutput = (value: Value | undefined): boolean => isObject(value) && value[SIGNATURE] === OUTPUT;

/** Marks a value as secret. */
export const hidden = (value: Value): Value =>
  isUnknown(value) || isUnknownSecret(value) ? UNKNOWN_SECRET : secret(value);

export const isUnknownSecret = (value: Value): boolean => isSecret(value) && isUnknown(value.value);

/** A secret's or an output's content. */
export function opened(value: Value): { value: Value; isHidden: boolean } {
  if (isSecret(value)) return { value: value.value ?? null, isHidden: true };
  if (isOutput(value)) {
    const { value: content, secret: isHidden } = value as Properties;
    return { value: content ?? value, isHidden: isHidden === true };
  }
  return { value, isHidden: false };
}
