/** The configuration of a recorded program: that of the stack file, overridden by the caller's values. */
import { resolve } from "node:path";
import { programConfig, holdsSecret, type ConfigValue } from "../project/config.ts";
import { stackFileOf, type Project } from "../project/project-file.ts";
import { StackFile } from "../project/stack-file.ts";
import { noSecrets, type Crypter } from "../secrets/crypter.ts";
import { secretsProviderFor } from "../secrets/provider.ts";
import { RecordError } from "../errors.ts";

/** Values as the program's `Config` receives them (structured values as JSON), plain or secret. */
export type GivenConfig = Record<string, string | { secret: string }>;

export interface ConfigSource {
  project: Project;
  stack: string;
  /** Default: `Pulumi.<stack>.yaml`. */
  configFile?: string;
  config?: GivenConfig;
  env: NodeJS.ProcessEnv;
}

export async function recordedConfig(source: ConfigSource): Promise<ReadonlyMap<string, ConfigValue>> {
  const { project, stack, configFile, config = {} } = source;
  const path = configFile ? resolve(project.stackConfigDir, configFile) : stackFileOf(project, stack);
  const file = await StackFile.load(path, project.name);
  const values = new Map(file.config);
  const given = Object.entries(config).map(([key, value]): [string, ConfigValue] => [
    key.includes(":") ? key : `${project.name}:${key}`,
    typeof value === "string" ? { value, secret: false } : { value: value.secret, secret: true },
  ]);
  // The caller's values also satisfy keys that the project declares without a default.
  for (const [key, { value }] of given) values.set(key, value);
  const crypter = await crypterFor(file, [...values.values()].some(holdsSecret), source.env);
  const read = programConfig({ values, project, crypter, checkedFor: stack });
  return new Map([...read, ...given]);
}

async function crypterFor(file: StackFile, needed: boolean, env: NodeJS.ProcessEnv): Promise<Crypter> {
  if (!needed) return noSecrets;
  if (file.salt === undefined || env.PULUMI_CONFIG_PASSPHRASE === undefined)
    throw new RecordError(
      "RECORD_CONFIG_SECRET_UNREADABLE",
      `${file.path} has secrets. To decrypt them, the file needs an encryptionsalt and PULUMI_CONFIG_PASSPHRASE must be set; or pass the values in \`config\`.`,
    );
  return secretsProviderFor(env.PULUMI_CONFIG_PASSPHRASE, file.salt);
}
