/** What the project declares about its configuration: types, defaults and values. */
import type { YamlValue } from "../../base/yaml/read.ts";
import { isObject, type Value } from "../values.ts";

interface Type {
  type?: string;
  /** Of a list's elements. */
  items?: Type;
}

export interface Declaration extends Type {
  value?: YamlValue;
  default?: YamlValue;
  secret?: boolean;
}

/** Written as a map, a declaration has these fields only; a map as a value goes under `value`. */
const FIELDS = ["type", "items", "description", "secret", "default", "value"];

const TYPES = ["string", "integer", "boolean", "array", "object"];

export const declarationOf = (written: unknown): Declaration =>
  isObject(written as Value) ? (written as Declaration) : { value: written as YamlValue };

/** @returns why Pulumi refuses the declaration of a key, in its words where it has some */
export function declarationProblem(project: string, name: string, written: unknown): string | undefined {
  if (written === null || (typeof written === "number" && !Number.isInteger(written)))
    return `config.${name}: must be a text, whole number, boolean, list or declaration`;
  const declared = declarationOf(written);
  const unknown = Object.keys(declared).filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0)
    return `config.${name}: a declaration has no ${unknown.map((field) => `\`${field}\``).join(", ")}; a map as a value goes under \`value\``;
  const { type, items, value } = declared;
  if (value !== undefined && declared.default !== undefined)
    return `project config '${name}' cannot have both a 'default' and 'value' attribute`;
  if (type === undefined) return undefined;
  if (!TYPES.includes(type)) return `config.${name}.type: must be one of ${TYPES.join(", ")}`;
  if (name.includes(":") && !name.startsWith(`${project}:`))
    return `Configuration key '${name}' is not namespaced by the project and should not define a type`;
  if (type === "array" && !items)
    return `The configuration key '${name}' declares an array but does not specify the underlying type via the 'items' attribute`;
  if (declared.default !== undefined && !hasType(declared.default, declared))
    return `The default value specified for configuration key '${name}' is not of the expected type '${typeName(declared)}'`;
  return undefined;
}

/** Scalars are text. */
export function hasType(value: YamlValue, { type, items }: Type): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return typeof value === "string"
        ? /^[+-]?\d+$/.test(value)
        : typeof value === "bigint" || Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isObject(value as Value);
    default:
      return Array.isArray(value) && items !== undefined && value.every((item) => hasType(item, items));
  }
}

export const typeName = ({ type = "", items }: Type): string => (items ? `array<${typeName(items)}>` : type);
