/** What a connection's settings say about keys. */
import { createConnection } from "node:net";
import sshpk from "sshpk";
import ssh2, { type ParsedKey, type ServerHostKeyAlgorithm } from "ssh2";
import { dialUnixText } from "./go-text.ts";

/** Settings of `connection`, after their defaults. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  password?: string;
  privateKey?: string;
  privateKeyPassword?: string;
  agentSocketPath?: string;
  /** -1: no limit. */
  dialErrorLimit: number;
  /** Seconds for the TCP connection alone, not for what follows on it; 0: no limit. */
  perDialTimeout: number;
  hostKey?: string;
}

export interface Credentials {
  /** `undefined`: any host key is accepted. */
  hostKey?: HostKey;
  key?: ParsedKey;
  password?: string;
  /** Path of its socket. */
  agent?: string;
}

export interface HostKey {
  /** The only kind of signature that is asked for: for an RSA key that is SHA-1, which today's servers do not offer. */
  algorithm: ServerHostKeyAlgorithm;
  isShown(key: Buffer): boolean;
}

/** @throws before anything is dialled, so nothing is repeated */
export async function credentialsOf(connection: Connection, env: NodeJS.ProcessEnv): Promise<Credentials> {
  const { hostKey, privateKey, privateKeyPassword, password, agentSocketPath } = connection;
  const credentials: Credentials = {
    hostKey: hostKey === undefined ? undefined : hostKeyOf(hostKey),
    key: privateKey === undefined ? undefined : privateKeyOf(privateKey, privateKeyPassword),
    password,
    agent: agentSocketPath ?? (env.SSH_AUTH_SOCK || undefined),
  };
  // An agent is asked for even if there is a key, so a socket that is gone fails every command.
  if (credentials.agent !== undefined) await checkAgent(credentials.agent);
  return credentials;
}

function hostKeyOf(line: string): HostKey {
  // What comes before the key may be options, or a host as in known_hosts.
  const texts = [line, line.trim().replace(/^\S+\s+/, "")];
  const parsed = texts.map((text) => ssh2.utils.parseKey(text)).find((key) => !(key instanceof Error));
  if (parsed === undefined || parsed instanceof Error) throw new Error("failed to parse host key: ssh: no key found");
  const expected = parsed.getPublicSSH();
  return { algorithm: parsed.type, isShown: (key) => key.equals(expected) };
}

const ENCRYPTED = /no passphrase given/i;

function privateKeyOf(text: string, passphrase: string | undefined): ParsedKey {
  const open = parsedKey(text);
  const isOpen = !(open instanceof Error);
  if (passphrase === undefined) {
    if (isOpen) return open;
    throw new Error(
      ENCRYPTED.test(open.message) ? "ssh: this private key is passphrase protected" : "ssh: no key found",
    );
  }
  if (isOpen) throw new Error("ssh: key is not password protected");
  if (!ENCRYPTED.test(open.message)) throw new Error("ssh: no key found");
  const decrypted = ssh2.utils.parseKey(text, passphrase);
  if (decrypted instanceof Error) throw new Error("x509: decryption password incorrect", { cause: decrypted });
  return decrypted;
}

function parsedKey(text: string): ParsedKey | Error {
  const key = ssh2.utils.parseKey(isPkcs8(text) ? opensshOf(text) : text);
  return key instanceof Error || key.isPrivateKey() ? key : new Error("not a private key");
}

const isPkcs8 = (text: string): boolean => /^-----BEGIN PRIVATE KEY-----/m.test(text);

function opensshOf(pkcs8: string): string {
  try {
    return sshpk.parsePrivateKey(pkcs8, "pkcs8").toString("openssh");
  } catch {
    return "";
  }
}

const checkAgent = (path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", (error) => reject(new Error(dialUnixText(path, error), { cause: error })));
  });
