/** The lifecycle of SSH keys. */
import { randomUUID } from "node:crypto";
import sshpk from "sshpk";

export interface SshKeyPair {
  /** Content of an OpenSSH private key file, not encrypted. Secret. */
  privateKey: string;
  /** One line of `authorized_keys` or of a host key file: `ssh-ed25519 AAAA... comment`. */
  publicKey: string;
  /** `SHA256:...`, as `ssh-keygen -l` shows it. */
  fingerprint: string;
}

/**
 * Generates an ed25519 key pair in OpenSSH format: `ssh-keygen` and Go's SSH client reject the PKCS8 format of Node's
 * crypto.
 *
 * @param comment what the key is for, kept in both files
 */
export function generateSshKeyPair(comment: string): SshKeyPair {
  const key = sshpk.generatePrivateKey("ed25519");
  key.comment = comment;
  return {
    privateKey: key.toString("openssh"),
    publicKey: key.toPublic().toString("ssh"),
    fingerprint: key.fingerprint("sha256").toString(),
  };
}

export interface SshKeyInputs {
  /** What the key is for: `stackmark/<stack>`, `<machine>`. */
  comment: string;
}

export type SshKeyOutputs = SshKeyInputs & SshKeyPair;

export function create(inputs: SshKeyInputs): { id: string; outs: SshKeyOutputs } {
  const { comment } = inputs;
  return { id: randomUUID(), outs: { comment, ...generateSshKeyPair(comment) } };
}

/** Only a new comment replaces the key: a new key cannot log in to machines that have the old one. */
export function diff(olds: SshKeyOutputs, news: SshKeyInputs) {
  const changes = olds.comment !== news.comment;
  return { changes, replaces: changes ? ["comment"] : [] };
}
