/** What Pulumi.yaml says of the stacks' configuration: values, defaults, and what a value has to be. Pure. */
import { isObject } from "../values.ts";
import type { Project } from "./project-file.ts";
import type { ConfigValue } from "./program-config.ts";
import type { RawValue } from "./stack-file.ts";

interface Type {
  type?: string;
  /** Of a list's elements. */
  items?: Type;
}

interface Declaration extends Type {
  value?: RawValue;
  default?: RawValue;
  secret?: boolean;
}

/** The stack's values over the project's own. */
export function withProjectValues(stack: ReadonlyMap<string, RawValue>, project: Project): Map<string, RawValue> {
  const merged = new Map<string, RawValue>();
  for (const { key, declared } of declarations(project)) {
    const value = declared.value ?? declared.default;
    if (value !== undefined) merged.set(key, value);
  }
  for (const [key, value] of stack) merged.set(key, value);
  return merged;
}

/**
 * What a program could not run with.
 * @param stack as written
 * @param config with the project's values, decrypted
 */
export function configProblem(
  stackName: string,
  project: Project,
  stack: ReadonlyMap<string, RawValue>,
  config: ReadonlyMap<string, ConfigValue>,
): { kind: "missing" | "invalid"; message: string } | undefined {
  const all = declarations(project);
  const missing = all
    .filter(({ key }) => key.startsWith(`${project.name}:`) && !config.has(key))
    .map(({ name }) => name);
  if (missing.length > 0)
    return {
      kind: "missing",
      message: `Stack '${stackName}' is missing configuration value${missing.length > 1 ? "s" : ""} ${listed(missing)}`,
    };
  for (const { key, name, declared } of all) {
    const found = config.get(key);
    if (declared.type === undefined || !found) continue;
    const about = `Stack '${stackName}' with configuration key '${name}' must be`;
    if (declared.secret && stack.has(key) && !found.secret)
      return { kind: "invalid", message: `${about} encrypted as it's secret` };
    if (!hasType(found.objectValue ?? found.value, declared))
      return { kind: "invalid", message: `${about} of type '${typeName(declared)}'` };
  }
  return undefined;
}

/** Sorted; names as written, keys with their namespace. */
const declarations = ({ name: project, config }: Project): { name: string; key: string; declared: Declaration }[] =>
  Object.keys(config)
    .sort()
    .map((name) => ({
      name,
      key: name.includes(":") ? name : `${project}:${name}`,
      declared: declarationOf(config[name]),
    }));

const declarationOf = (written: unknown): Declaration =>
  typeof written === "object" && written !== null && ["type", "default", "value"].some((field) => field in written)
    ? written
    : { value: written as RawValue };

const listed = (names: readonly string[]): string => {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length === 1 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
};

/** Scalars come as text. */
function hasType(value: RawValue, { type, items }: Type): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return typeof value === "string" ? /^[+-]?\d+$/.test(value) : Number.isInteger(value);
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isObject(value);
    default:
      return Array.isArray(value) && items !== undefined && value.every((item) => hasType(item, items));
  }
}

const typeName = ({ type = "", items }: Type): string => (items ? `array<${typeName(items)}>` : type);
