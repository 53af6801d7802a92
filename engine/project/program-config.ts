/** Configuration as the program gets it: every value a string, structured ones as JSON; which keys are secret. */
import type { Crypter } from "../secrets/crypter.ts";
import { ProjectError } from "./errors.ts";
import type { Project } from "./project-file.ts";
import type { RawValue } from "./stack-file.ts";

export interface ConfigValue {
  value: string;
  secret: boolean;
  /** Set where the value is a list or a map. */
  objectValue?: RawValue;
}

/** By `namespace:name`, sorted. */
export type ProgramConfig = ReadonlyMap<string, ConfigValue>;

/**
 * The stack's values over the project's defaults, decrypted.
 * @throws ProjectError `CONFIG_MISSING` naming every declared key that has neither a value nor a default
 */
export function programConfig(stack: ReadonlyMap<string, RawValue>, project: Project, crypter: Crypter): ProgramConfig {
  const defaults = projectDefaults(project);
  const missing = [...defaults].filter(([key, value]) => value === undefined && !stack.has(key)).map(([key]) => key);
  if (missing.length > 0)
    throw new ProjectError(
      "CONFIG_MISSING",
      `Stack '${project.name}' is missing configuration value(s): ${missing.map((key) => `'${key}'`).join(", ")}. Set them with \`pulumi config set <key> <value>\`.`,
    );
  const merged = new Map<string, RawValue>();
  for (const [key, value] of [...defaults, ...stack]) if (value !== undefined) merged.set(key, value);
  const sorted = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([key, raw]) => [key, configValue(raw, crypter)]));
}

export function configValue(raw: RawValue, crypter: Crypter): ConfigValue {
  const { value, secret } = decrypted(raw, crypter);
  if (typeof value === "object" && value !== null) return { value: JSON.stringify(value), objectValue: value, secret };
  return { value: value === null ? "" : String(value), secret };
}

export const isSecure = (raw: RawValue): raw is { secure: string } =>
  typeof raw === "object" &&
  raw !== null &&
  !Array.isArray(raw) &&
  typeof raw.secure === "string" &&
  Object.keys(raw).length === 1;

/** Whether any part is encrypted, so that reading it needs the passphrase. */
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

/** Undefined: declared, but without a value. */
function projectDefaults(project: Project): Map<string, RawValue | undefined> {
  return new Map(
    Object.entries(project.config).map(([key, declared]) => [
      key.includes(":") ? key : `${project.name}:${key}`,
      isDeclaration(declared) ? (declared.value ?? declared.default) : (declared as RawValue),
    ]),
  );
}

interface Declaration {
  type?: string;
  value?: RawValue;
  default?: RawValue;
}

const isDeclaration = (declared: unknown): declared is Declaration =>
  typeof declared === "object" &&
  declared !== null &&
  ("type" in declared || "default" in declared || "value" in declared);
