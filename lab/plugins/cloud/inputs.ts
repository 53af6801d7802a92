/** What providers of clouds do with inputs. */
import { isObject, type Properties, type Value } from "../framework/index.ts";

/**
 * The inputs as the resource has them now: properties that the program gave, with the values that were found. What the
 * service does not show, such as passwords, stays.
 *
 * @param isSame whether two texts mean the same to the service
 */
export function refreshed(
  inputs: Properties,
  found: Properties,
  isSame: (input: string, found: string) => boolean,
): Properties {
  const merged = (input: Value, value: Value): Value => {
    if (isObject(input) && isObject(value)) return refreshed(input, value, isSame);
    if (Array.isArray(input) && Array.isArray(value))
      return value.map((element, i) => (i < input.length ? merged(input[i]!, element) : element));
    return typeof input === "string" && typeof value === "string" && isSame(input, value) ? input : value;
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([key, input]) => [key, Object.hasOwn(found, key) ? merged(input, found[key]!) : input]),
  );
}

export function without(properties: Properties, keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}

/** A name for a resource that the program gave none: that of the resource, and digits from the engine's seed. */
export const chosenName = (name: string, randomSeed: Uint8Array, digits: number): string =>
  name + Buffer.from(randomSeed).toString("hex").slice(0, digits);
