/**
 * SSH keys as resources, made once and kept as secrets in the stack's state.
 *
 * The stack's pair lets us into its machines. A machine's host key is made here and put in at its first boot, so that
 * the first connection already knows whom it speaks to.
 */
import * as pulumi from "@pulumi/pulumi";
import { sshKeyProvider } from "./provider.ts";

export class SshKey extends pulumi.dynamic.Resource {
  /** OpenSSH's private key file. Secret. */
  declare readonly privateKey: pulumi.Output<string>;
  /** A line of `authorized_keys`; pulumi-command takes a machine's as its `hostKey`. */
  declare readonly publicKey: pulumi.Output<string>;
  declare readonly fingerprint: pulumi.Output<string>;

  /** @param comment what the key is for; another comment makes another key */
  constructor(name: string, comment: string, opts: pulumi.CustomResourceOptions = {}) {
    const computed = { privateKey: undefined, publicKey: undefined, fingerprint: undefined };
    const options = { ...opts, additionalSecretOutputs: ["privateKey"] };
    super(sshKeyProvider, name, { comment, ...computed }, options, "stackmark", "SshKey");
  }
}

/** The pair that lets this stack's program into its machines. */
export const accessKey = (stack: string, opts?: pulumi.CustomResourceOptions): SshKey =>
  new SshKey("access-key", `stackmark/${stack}`, opts);

/** What a machine proves itself by, from its first boot on. */
export const hostKey = (machine: string, opts?: pulumi.CustomResourceOptions): SshKey =>
  new SshKey(`${machine}-host-key`, machine, opts);
