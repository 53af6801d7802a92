/** Property paths: `a.b[0]["c.d"]`, with `*` for every element. */
import { isObject } from "../values.ts";
import type { Properties, Value } from "../values.ts";

export type PropertyPath = (string | number)[];

/** Undefined for text that is not a path. */
export function parsePath(text: string): PropertyPath | undefined {
  const path: PropertyPath = [];
  const token = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, name, index, quoted, star] = match;
    if (index !== undefined) path.push(Number(index));
    else path.push(name ?? star ?? (quoted as string).replace(/\\(.)/g, "$1"));
  }
  return path;
}

/** Whether `inner` is at `outer` or below it. */
export function contains(outer: PropertyPath, inner: PropertyPath): boolean {
  return outer.length <= inner.length && outer.every((part, index) => part === "*" || part === inner[index]);
}

/**
 * `values` with what is at `path` as it is in `from`: set, or left out where `from` has nothing there. Undefined when the
 * path leads through something that only one of the two has, so that there is no place to put it.
 */
export function resetPath(path: PropertyPath, values: Properties, from: Properties): Properties | undefined {
  return reset(path, values, from) as Properties | undefined;
}

function reset([part, ...rest]: PropertyPath, value: Value, from: Value): Value | undefined {
  if (part === undefined) return from;
  if (part === "*") return resetAll(rest, value, from);
  if (Array.isArray(value) && Array.isArray(from) && typeof part === "number") {
    const [element, before] = [value[part], from[part]];
    if (element === undefined || before === undefined) return element === before ? value : undefined;
    const inner = reset(rest, element, before);
    return inner === undefined ? undefined : value.with(part, inner);
  }
  if (!isObject(value) || !isObject(from)) return undefined;
  const key = String(part);
  const [element, before] = [value[key], from[key]];
  if (rest.length === 0) {
    const { [key]: _, ...others } = value;
    return before === undefined ? others : { ...value, [key]: before };
  }
  if (element === undefined || before === undefined) return element === before ? value : undefined;
  const inner = reset(rest, element, before);
  return inner === undefined ? undefined : { ...value, [key]: inner };
}

function resetAll(rest: PropertyPath, value: Value, from: Value): Value | undefined {
  const keys = Array.isArray(value) ? value.keys() : isObject(value) ? Object.keys(value) : undefined;
  if (!keys) return undefined;
  let result: Value = value;
  for (const key of keys) {
    const next = reset([key, ...rest], result, from);
    if (next === undefined) return undefined;
    result = next;
  }
  return result;
}

/** Inputs in which every ignored path keeps its old value; `invalid` are the paths that could not be applied. */
export function ignoreChanges(
  inputs: Properties,
  oldInputs: Properties,
  ignored: string[],
): { inputs: Properties; invalid: string[] } {
  const invalid: string[] = [];
  let result = inputs;
  for (const text of ignored) {
    const path = parsePath(text);
    if (!path) continue;
    const next = resetPath(path, result, oldInputs);
    if (next === undefined) invalid.push(text);
    else result = next;
  }
  return { inputs: result, invalid };
}
