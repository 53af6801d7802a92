/** A machine's way in. */
export interface SshTarget {
  host: string;
  port: number;
  /** Root, or somebody who may `sudo` without a password. */
  user: string;
  /** OpenSSH's private key file. Secret. */
  privateKey: string;
  /** What the machine must prove itself by: a line of `authorized_keys`. */
  hostKey: string;
}
