/** Values of the secret keys, which only the running program can read. */
import type { Output } from "@pulumi/pulumi";

export interface Secrets {
  /** The user's own password of Grafana. Undefined: one is made. */
  grafanaPassword: Output<string> | undefined;
  /** Private key, in OpenSSH's format, that lets us into the machines of somebody else's. */
  edgeSshKey: Output<string> | undefined;
}
