/** Configuration as the program gets it: every value a string, structured ones as JSON; which keys are secret. */
import type { Crypter } from "../secrets/crypter.ts";
import { configProblem, withProjectValues } from "./declared-config.ts";
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

export interface ConfigSource {
  /** As the stack file has them. */
  values: ReadonlyMap<string, RawValue>;
  project: Project;
  crypter: Crypter;
  /** Set where a program is to run with it, which has to have what the project declares. */
  checkedFor?: string;
}

/**
 * The stack's values over the project's, decrypted.
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
