/** The configuration of a program: values of the stack, then of the project, decrypted and checked against the project's declarations. */
import { stringifyExact } from "../../base/exact-json.ts";
import { ProjectError } from "../errors.ts";
import type { Crypter } from "../secrets/crypter.ts";
import { declarationOf, hasType, typeName, type Declaration } from "./declarations.ts";
import type { Project } from "./project-file.ts";
import type { RawValue } from "./stack-file.ts";

export interface ConfigValue {
  value: string;
  secret: boolean;
  /** Set if the value is a list or a map. */
  objectValue?: RawValue;
}

/** By `namespace:name`, sorted. */
export type ProgramConfig = ReadonlyMap<string, ConfigValue>;

export interface ConfigSource {
  /** The values in the stack file. */
  values: ReadonlyMap<string, RawValue>;
  project: Project;
  crypter: Crypter;
  /** The stack's name, if the values must satisfy the project's declarations because a program will run with them. */
  checkedFor?: string;
}

/**
 * Values of the stack take precedence over those of the project.
 *
 * @throws ProjectError `CONFIG_MISSING`, `CONFIG_INVALID_TYPE`
 */
export function programConfig({ values, project, crypter, checkedFor }: ConfigSource): ProgramConfig {
  const sorted = [...withProjectValues(values, project)].sort(([a], [b]) => (a < b ? -1 : 1));
  const config = new Map(sorted.map(([key, raw]) => [key, configValue(raw, crypter)]));
  const problem = checkedFor === undefined ? undefined : configProblem(checkedFor, project, values, config);
  if (problem)
    throw new ProjectError(
      problem.kind === "missing" ? "CONFIG_MISSING" : "CONFIG_INVALID_TYPE",
      `validating stack config: ${problem.message}`,
    );
  return config;
}

export function configValue(raw: RawValue, crypter: Crypter): ConfigValue {
  const { value, secret } = decrypted(raw, crypter);
  if (typeof value === "object" && value !== null) return { value: goJson(value), objectValue: value, secret };
  return { value: value === null ? "" : String(value), secret };
}

/** As Go writes JSON, which is safe in HTML. */
const goJson = (value: RawValue): string =>
  stringifyExact(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export const isSecure = (raw: RawValue): raw is { secure: string } =>
  typeof raw === "object" &&
  raw !== null &&
  !Array.isArray(raw) &&
  typeof raw.secure === "string" &&
  Object.keys(raw).length === 1;

/** Whether any part is encrypted, so that reading it requires the passphrase. */
export function holdsSecret(raw: RawValue): boolean {
  if (typeof raw !== "object" || raw === null) return false;
  return isSecure(raw) || Object.values(raw).some(holdsSecret);
}

function decrypted(raw: RawValue, crypter: Crypter): { value: RawValue; secret: boolean } {
  if (typeof raw !== "object" || raw === null) return { value: raw, secret: false };
  if (isSecure(raw)) return { value: crypter.decrypt(raw.secure), secret: true };
  if (Array.isArray(raw)) {
    const items = raw.map((item) => decrypted(item, crypter));
    return { value: items.map(({ value }) => value), secret: items.some(({ secret }) => secret) };
  }
  const fields = Object.keys(raw)
    .sort()
    .map((key) => [key, decrypted(raw[key] ?? null, crypter)] as const);
  return {
    value: Object.fromEntries(fields.map(([key, { value }]) => [key, value])),
    secret: fields.some(([, { secret }]) => secret),
  };
}

/** Values of the stack take precedence over those of the project. */
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
 * The first problem that prevents a program from running with this configuration.
 *
 * @param stack the values in the stack file
 * @param config the same with the project's values, decrypted
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

/** Sorted by name. Names are as in the project file; keys have a namespace. */
const declarations = ({ name: project, config }: Project): { name: string; key: string; declared: Declaration }[] =>
  Object.keys(config)
    .sort()
    .map((name) => ({
      name,
      key: name.includes(":") ? name : `${project}:${name}`,
      declared: declarationOf(config[name]),
    }));

const listed = (names: readonly string[]): string => {
  const quoted = names.map((name) => `'${name}'`);
  return quoted.length === 1 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
};
