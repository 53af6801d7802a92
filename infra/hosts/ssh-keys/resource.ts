/**
 * SSH keys as resources: generated once, and kept as secrets in the state of the stack.
 *
 * The access key of a stack logs in to its machines. The host key of a machine is installed at its first boot, so that
 * even the first connection can verify the machine.
 */
import * as pulumi from "@pulumi/pulumi";
import { sshKeyProvider } from "./provider.ts";

export class SshKey extends pulumi.dynamic.Resource {
  /** Content of an OpenSSH private key file. Secret. */
  declare readonly privateKey: pulumi.Output<string>;
  /** A line of `authorized_keys`. For a host key, the `hostKey` of pulumi-command. */
  declare readonly publicKey: pulumi.Output<string>;
  declare readonly fingerprint: pulumi.Output<string>;

  /** @param comment what the key is for; a change replaces the key */
  constructor(name: string, comment: string, opts: pulumi.CustomResourceOptions = {}) {
    const computed = { privateKey: undefined, publicKey: undefined, fingerprint: undefined };
    const options = { ...opts, additionalSecretOutputs: ["privateKey"] };
    super(sshKeyProvider, name, { comment, ...computed }, options, "stackmark", "SshKey");
  }
}

/** The key by which the program of a stack logs in to its machines. */
export const accessKey = (stack: string, opts?: pulumi.CustomResourceOptions): SshKey =>
  new SshKey("access-key", `stackmark/${stack}`, opts);

/** The host key of a machine, from its first boot on. */
export const hostKey = (machine: string, opts?: pulumi.CustomResourceOptions): SshKey =>
  new SshKey(`${machine}-host-key`, machine, opts);
