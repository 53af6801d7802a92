/** Values of the secret keys, which only the running program can read. */
import type { Output } from "@pulumi/pulumi";

export interface Secrets {
  /** The user's own password of Grafana. Undefined: one is made. */
  grafanaPassword: Output<string> | undefined;
  /** Private key, in OpenSSH's format, of the user that logs in to existing machines. */
  edgeSshKey: Output<string> | undefined;
}
