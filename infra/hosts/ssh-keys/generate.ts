/** SSH keys in OpenSSH's own format: `ssh-keygen` and Go's SSH client refuse the PKCS8 that Node's crypto writes. */
import sshpk from "sshpk";

export interface SshKeyPair {
  /** OpenSSH's private key file, not encrypted. Secret. */
  privateKey: string;
  /** One line of `authorized_keys` or of a host key file: `ssh-ed25519 AAAA... comment`. */
  publicKey: string;
  /** `SHA256:...`, as `ssh-keygen -l` shows it. */
  fingerprint: string;
}

/** A new ed25519 pair. @param comment what the key is for, kept in both files */
export function generateSshKeyPair(comment: string): SshKeyPair {
  const key = sshpk.generatePrivateKey("ed25519");
  key.comment = comment;
  return {
    privateKey: key.toString("openssh"),
    publicKey: key.toPublic().toString("ssh"),
    fingerprint: key.fingerprint("sha256").toString(),
  };
}
