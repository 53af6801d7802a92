/** The only reader of Pulumi's configuration. */
import * as pulumi from "@pulumi/pulumi";
import { CONFIG_NAMESPACE, parse, parsedOrThrow } from "./parse.ts";
import type { StackConfig } from "./schema/index.ts";

/** Values of the secret keys. */
export interface Secrets {
  /** Password of the Grafana user `admin`. Undefined: generated. */
  grafanaPassword: pulumi.Output<string> | undefined;
  /** Private key, in OpenSSH's format, of the user that logs in to existing machines. */
  edgeSshKey: pulumi.Output<string> | undefined;
}

// The SDK exports this at run time, but not in its types. `Config` itself only warns that a value is secret.
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };

/** @throws {InfraError} CONFIG_INVALID with all problems */
export function readConfig(): StackConfig {
  const raw = pulumi.runtime.allConfig() as Record<string, string>;
  return parsedOrThrow(
    pulumi.getStack(),
    parse(raw, Object.keys(raw).filter(isConfigSecret), pulumi.getRootDirectory()),
  );
}

export function readSecrets(): Secrets {
  const config = new pulumi.Config(CONFIG_NAMESPACE);
  return { grafanaPassword: config.getSecret("grafanaPassword"), edgeSshKey: config.getSecret("edgeSshKey") };
}
