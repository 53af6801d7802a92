/** Opens SSH connections: both sides prove who they are. */
import { setTimeout as delay } from "node:timers/promises";
import ssh2, { type Client, type ParsedKey, type ServerHostKeyAlgorithm } from "ssh2";
import { messageOf } from "../../base/errors.ts";
import { InfraError } from "../errors.ts";

/** How to log in to a machine. */
export interface SshTarget {
  host: string;
  port: number;
  /** Root, or a user with passwordless `sudo`. */
  user: string;
  /** Content of an OpenSSH private key file. Secret. */
  privateKey: string;
  /** The host key that the machine must have: a line of `authorized_keys`. */
  hostKey: string;
}

/** A dead peer is detected after interval x count. */
const KEEPALIVE = { intervalMs: 5000, count: 4 };
/** Pause before a machine that hung up is dialled again. */
const RETRY_MS = 300;

/**
 * Dials again while the machine hangs up at once: `sshd` drops connections while many others log in (`MaxStartups`).
 * @param limitMs until the machine must have let us in
 * @throws InfraError `SSH_UNREACHABLE`, `SSH_REFUSED`
 */
export async function dial(target: SshTarget, limitMs: number): Promise<Client> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    try {
      return await connected(target, endMs - performance.now());
    } catch (error) {
      const isLast = performance.now() + RETRY_MS >= endMs;
      if (isLast || !hungUp(error as InfraError)) throw error;
    }
    await delay(RETRY_MS);
  }
}

function connected(target: SshTarget, limitMs: number): Promise<Client> {
  const { host, port, user: username, privateKey } = target;
  const expected = expectedHostKey(target.hostKey);
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.once("ready", () => resolve(client));
    client.on("error", (error) => {
      client.destroy();
      reject(connectFailure(target, error));
    });
    client.once("close", () => reject(connectFailure(target, new Error("the connection was closed"))));
    client.connect({
      ...{ host, port, username, privateKey, readyTimeout: limitMs },
      keepaliveInterval: KEEPALIVE.intervalMs,
      keepaliveCountMax: KEEPALIVE.count,
      algorithms: { serverHostKey: expected.algorithms },
      hostVerifier: (key: Buffer) => expected.isShown(key),
    });
  });
}

/** Before either side has proved anything. */
function hungUp({ cause }: Error): boolean {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === "ECONNRESET" || message === "Connection lost before handshake";
}

const levelOf = (error: Error): string => ("level" in error ? String(error.level) : "");

/** `SSH_REFUSED` if one side did not accept the other, else `SSH_UNREACHABLE`. */
export function connectFailure(target: SshTarget, error: Error): InfraError {
  const where = `${target.user}@${target.host}:${target.port}`;
  if (levelOf(error) === "client-authentication")
    return new InfraError("SSH_REFUSED", `${where} rejected this key: is it in the user's authorized_keys?`, {
      cause: error,
    });
  if (/host denied|host key/i.test(messageOf(error)))
    return new InfraError(
      "SSH_REFUSED",
      `${where} showed another host key than expected: it is not that machine, or it was reinstalled.`,
      { cause: error },
    );
  return new InfraError(
    "SSH_UNREACHABLE",
    `${where} could not be reached (${messageOf(error)}): is it up, and is its SSH port open to this machine?`,
    { cause: error },
  );
}

/** The signature algorithms of RSA keys have names of their own. */
const RSA_ALGORITHMS: ServerHostKeyAlgorithm[] = ["rsa-sha2-512", "rsa-sha2-256"];

interface ExpectedHostKey {
  /** Key types to request: the machine may have keys of other types, too. */
  algorithms: ServerHostKeyAlgorithm[];
  isShown(key: Buffer): boolean;
}

/**
 * @param line `ssh-ed25519 AAAA... comment`
 * @throws InfraError `SSH_REFUSED` for anything but a public key
 */
function expectedHostKey(line: string): ExpectedHostKey {
  const parsed: ParsedKey | Error = ssh2.utils.parseKey(line);
  if (parsed instanceof Error) {
    const how = "use the line that ssh-keyscan prints, without the host's name";
    throw new InfraError("SSH_REFUSED", `The host key is not a public key in OpenSSH's format: ${how}.`, {
      cause: parsed,
    });
  }
  const expected = parsed.getPublicSSH();
  const algorithms = parsed.type === "ssh-rsa" ? RSA_ALGORITHMS : [parsed.type as ServerHostKeyAlgorithm];
  return { algorithms, isShown: (key) => key.equals(expected) };
}
