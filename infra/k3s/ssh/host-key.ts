/** The host key that a machine must show. */
import ssh2, { type ParsedKey, type ServerHostKeyAlgorithm } from "ssh2";
import { InfraError } from "../../errors.ts";

/** An RSA key signs in ways that are named otherwise than the key. */
const rsaAlgorithms: ServerHostKeyAlgorithm[] = ["rsa-sha2-512", "rsa-sha2-256"];

export interface ExpectedHostKey {
  /** What to ask the machine for: it may have keys of other types too. */
  algorithms: ServerHostKeyAlgorithm[];
  isShown(key: Buffer): boolean;
}

/**
 * @param line `ssh-ed25519 AAAA... comment`
 * @throws InfraError `SSH_REFUSED` for what is no public key
 */
export function expectedHostKey(line: string): ExpectedHostKey {
  const parsed: ParsedKey | Error = ssh2.utils.parseKey(line);
  if (parsed instanceof Error) {
    const how = "give the line that ssh-keyscan prints, without the host's name";
    throw new InfraError("SSH_REFUSED", `The host key is not a public key in OpenSSH's format: ${how}.`, {
      cause: parsed,
    });
  }
  const expected = parsed.getPublicSSH();
  const algorithms = parsed.type === "ssh-rsa" ? rsaAlgorithms : [parsed.type as ServerHostKeyAlgorithm];
  return { algorithms, isShown: (key) => key.equals(expected) };
}
