/** Values at paths of lists and maps, with the rules of `pulumi config set --path`. */
import { ProjectError } from "../../errors.ts";
import type { YamlValue } from "../../../base/yaml/read.ts";

/** An index is at most the length of its list. */
export type YamlPath = readonly (string | number)[];

type YamlMap = { [key: string]: YamlValue };

/** A secret, `{secure: <ciphertext>}`, counts as a text. */
export const isMap = (value: YamlValue | undefined): value is YamlMap =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(typeof value.secure === "string" && Object.keys(value).length === 1);

export function valueAt(value: YamlValue | undefined, [part, ...rest]: YamlPath): YamlValue | undefined {
  if (part === undefined) return value;
  if (typeof part === "number") return Array.isArray(value) ? valueAt(value[part], rest) : undefined;
  return isMap(value) && Object.hasOwn(value, part) ? valueAt(value[part], rest) : undefined;
}

/**
 * What is no list or map is replaced by one where the path goes on.
 */
export function withValue(old: YamlValue | undefined, [part, ...rest]: YamlPath, value: YamlValue): YamlValue {
  if (part === undefined) return value;
  if (typeof part === "number") {
    const list = Array.isArray(old) ? old : [];
    return Object.assign([...list], { [part]: withValue(list[part], rest, value) });
  }
  const map = isMap(old) ? old : {};
  return { ...map, [part]: withValue(Object.hasOwn(map, part) ? map[part] : undefined, rest, value) };
}

/**
 * Whether Pulumi lets a part of a configuration value be set.
 * @throws ProjectError `CONFIG_PATH_INVALID`
 */
export function requireSettable(old: YamlValue | undefined, path: YamlPath, isText: boolean): void {
  const problem = clash(old, path, 0);
  if (problem !== undefined) throw new ProjectError("CONFIG_PATH_INVALID", problem);
  const parent = path.length === 0 ? undefined : valueAt(old, path.slice(0, -1));
  if (path.at(-1) === "secure" && isText && !(isMap(parent) && Object.keys(parent).some((key) => key !== "secure")))
    throw new ProjectError("CONFIG_PATH_INVALID", "maps with the single key `secure` are reserved for secrets");
}

function clash(old: YamlValue | undefined, path: YamlPath, depth: number): string | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return undefined;
  const kind = typeof part === "number" ? "list" : "map";
  if (old === undefined || old === null)
    return part === 0 || kind === "map"
      ? clash(undefined, rest, depth + 1)
      : `index ${part} is out of range: the list is empty`;
  if (Array.isArray(old)) {
    if (typeof part !== "number") return `${part}: a list has indexes, such as [0], not keys`;
    if (part > old.length) return `index ${part} is out of range: the list has ${old.length} elements`;
    return clash(old[part], rest, depth + 1);
  }
  if (isMap(old))
    return typeof part === "number" ? `[${part}]: a map has keys, not indexes` : clash(old[part], rest, depth + 1);
  // As with Pulumi, only a whole value may turn from a text into a list or map.
  return depth === 0 ? clash(undefined, path, 0) : `${part}: what it is in is not a ${kind}`;
}

/** The value must exist. */
export function withoutValue(old: YamlValue, [part, ...rest]: YamlPath): YamlValue {
  if (Array.isArray(old) && typeof part === "number")
    return rest.length === 0 ? old.toSpliced(part, 1) : old.with(part, withoutValue(old[part]!, rest));
  const { [part as string]: inner, ...others } = old as YamlMap;
  return rest.length === 0 ? others : { ...others, [part as string]: withoutValue(inner!, rest) };
}
