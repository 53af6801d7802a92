/** Parses configuration keys: `key`, `project:key`, and with `--path` also paths: `key.field[0]["odd name"]`. */
import { ProjectError } from "../errors.ts";

export type PathPart = string | number;

export interface ConfigKey {
  /** `namespace:name`. */
  key: string;
  /** Within the value; empty for the whole value. */
  path: PathPart[];
}

/** @throws ProjectError `CONFIG_KEY_INVALID` */
export function parseKey(text: string, project: string): string {
  const parts = text.split(":");
  // Pulumi's older form had `config` in the middle.
  const [namespace, name] =
    parts.length === 1 ? [project, text] : parts.length === 3 && parts[1] === "config" ? [parts[0], parts[2]] : parts;
  if (parts.length > 3 || (parts.length === 3 && parts[1] !== "config") || !namespace || !name)
    throw new ProjectError(
      "CONFIG_KEY_INVALID",
      `invalid configuration key: could not parse ${text} as a configuration key (configuration keys should be of the form \`<namespace>:<name>\`)`,
    );
  return `${namespace}:${name}`;
}

/** @throws ProjectError `CONFIG_PATH_INVALID`, `CONFIG_KEY_INVALID` */
export function parseKeyPath(text: string, project: string): ConfigKey {
  const colon = text.search(/[:.["]/);
  const namespace = colon > 0 && text[colon] === ":" ? text.slice(0, colon) : undefined;
  const [first, ...path] = parsePath(namespace === undefined ? text : text.slice(namespace.length + 1));
  if (typeof first !== "string" || first === "")
    throw new ProjectError("CONFIG_PATH_INVALID", `invalid configuration path ${text}: it must start with a key`);
  return { key: parseKey(namespace === undefined ? first : `${namespace}:${first}`, project), path };
}

const PART = /\.?(?<name>[^.[\]"]+)|\[(?<index>\d+)\]|\["(?<quoted>(?:[^"\\]|\\.)*)"\]/y;

function parsePath(text: string): PathPart[] {
  const parts: PathPart[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const at = PART.lastIndex;
    const { name, index, quoted } = PART.exec(text)?.groups ?? {};
    if (name !== undefined && (at === 0) !== text.startsWith(".", at)) parts.push(name);
    else if (index !== undefined) parts.push(Number(index));
    else if (quoted !== undefined) parts.push(quoted.replace(/\\(.)/g, "$1"));
    else throw new ProjectError("CONFIG_PATH_INVALID", `invalid configuration path ${text}: unexpected text at ${at}`);
  }
  return parts;
}
