/** Property paths such as `a.b[0]["c.d"]`; `*` matches every element. */
import { isObject, isSecret, secret } from "../values.ts";
import type { Properties, Value } from "../values.ts";

export type PropertyPath = (string | number)[];

/** Returns `undefined` for text that is not a path. */
export function parsePath(text: string): PropertyPath | undefined {
  if (text.startsWith(".")) return undefined;
  const path: PropertyPath = [];
  const token = /\.*(?:\[(?:(\*)|([+-]?\d+)|"((?:\\"|[^"\\]|\\(?!"))*)")\]|([^.[]+))/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, star, index, quoted, name] = match;
    // Only quotes are escaped: a backslash before any other character is literal.
    path.push(index === undefined ? (star ?? name ?? (quoted as string).replaceAll('\\"', '"')) : Number(index));
  }
  return path;
}

/** Formats a path as Pulumi does. */
export function pathText(path: PropertyPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (/^\w*$/.test(part)) return text === "" ? part : `${text}.${part}`;
    return `${text}["${part.replaceAll('"', '\\"')}"]`;
  }, "");
}

/** Whether `inner` equals `outer` or is below it. */
export function contains(outer: PropertyPath, inner: PropertyPath): boolean {
  return outer.length <= inner.length && outer.every((part, index) => part === "*" || part === inner[index]);
}

/** Whether the old and the new container of a value are secret. */
interface Secrecy {
  old: boolean;
  next: boolean;
}

/**
 * Sets the properties at the path in `next` to their old values, in place, and removes those that have none. Returns
 * false if that was not possible everywhere: lists keep their length, and both sides must have the containers on the
 * path. Then the other properties are set nevertheless. Paths reach into secrets; a value from inside an old secret
 * stays secret.
 */
function reset(path: PropertyPath, wrappedOld: Value | undefined, wrappedNext: Value, outer: Secrecy): boolean {
  const [part, ...rest] = path;
  if (part === undefined) return false;
  const [old, next] = [content(wrappedOld), content(wrappedNext) as Value];
  const secrecy = { old: outer.old || isSecret(wrappedOld), next: outer.next || isSecret(wrappedNext) };
  const kept = (value: Value): Value => (secrecy.old && !secrecy.next ? secret(value) : value);
  if (part === "*") return resetAll(rest, old, next, secrecy, kept);
  if (typeof part === "number") {
    if (!Array.isArray(old) || !Array.isArray(next)) return !Array.isArray(old) && !Array.isArray(next);
    const [inOld, inNext] = [part in old, part in next];
    if (!inOld || !inNext) return rest.length === 0 && part >= 0 && !inOld && !inNext;
    if (rest.length > 0) return reset(rest, old[part], next[part] as Value, secrecy);
    next[part] = kept(old[part] as Value);
    return true;
  }
  const hasOld = isObject(old) && Object.hasOwn(old, part);
  if (rest.length > 0) {
    if (!isObject(old) || !isObject(next)) return !isObject(old) && !isObject(next);
    if (!Object.hasOwn(next, part)) return !hasOld;
    return reset(rest, old[part], next[part] as Value, secrecy);
  }
  if (!isObject(next)) return !hasOld;
  if (hasOld) next[part] = kept(old[part] as Value);
  else delete next[part];
  return true;
}

function resetAll(
  rest: PropertyPath,
  old: Value | undefined,
  next: Value,
  secrecy: Secrecy,
  kept: (value: Value) => Value,
): boolean {
  const isLeaf = rest.length === 0;
  if (Array.isArray(next)) {
    if (!Array.isArray(old)) return isLeaf;
    for (const [index, element] of old.slice(0, next.length).entries()) {
      if (isLeaf) next[index] = kept(element);
      else if (!reset(rest, element, next[index] as Value, secrecy)) return false;
    }
    return old.length === next.length;
  }
  if (!isObject(next)) return false;
  if (!isObject(old)) return isLeaf;
  if (!isLeaf) {
    const shared = Object.entries(old).filter(([key]) => Object.hasOwn(next, key));
    const done = shared.map(([key, value]) => reset(rest, value, next[key] as Value, secrecy));
    return shared.length === Object.keys(old).length && !done.includes(false);
  }
  for (const key of Object.keys(next)) if (!Object.hasOwn(old, key)) delete next[key];
  for (const [key, value] of Object.entries(old)) next[key] = kept(value);
  return true;
}

function content(value: Value | undefined): Value | undefined {
  return isSecret(value) ? content(value.value) : value;
}

/**
 * Returns inputs in which ignored paths have their old values. `invalid` lists paths for which that is not possible.
 */
export function ignoreChanges(
  inputs: Properties,
  oldInputs: Properties,
  ignored: string[],
): { inputs: Properties; invalid: string[] } {
  const paths = ignored.map((text) => ({ text, path: parsePath(text) }));
  if (paths.length === 0) return { inputs, invalid: [] };
  const result = structuredClone(inputs);
  const invalid = paths.filter(({ path }) => path && !reset(path, oldInputs, result, { old: false, next: false }));
  return { inputs: result, invalid: invalid.map(({ text }) => text) };
}
