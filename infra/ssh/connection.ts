/** SSH connections to machines whose host keys are known, with a time limit for each operation. */
import type { Duplex } from "node:stream";
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

export interface RunOptions {
  /** For secrets, which must never be in the command. */
  stdin?: string;
  limitMs: number;
}

export interface SshConnection {
  /** @returns standard output @throws InfraError `SSH_COMMAND` with the end of its standard error; `SSH_UNREACHABLE` */
  run(command: string, options: RunOptions): Promise<string>;
  /**
   * Starts a command and connects with its standard input and output, until either side ends. Its `exit` event has the
   * command's exit code. A lost connection destroys it.
   * @throws InfraError `SSH_UNREACHABLE`
   */
  open(command: string): Promise<Duplex>;
  /**
   * Writes a file by SFTP, in place of one that is there.
   * @param path relative to the user's home
   * @param mode such as 0o700
   * @throws InfraError `SSH_UPLOAD` with what the machine answered; `SSH_UNREACHABLE`
   */
  upload(content: Uint8Array, path: string, mode: number): Promise<void>;
  close(): void;
}

/** A dead peer is detected after interval x count. */
const KEEPALIVE = { intervalMs: 5000, count: 4 };
const MAX_ERROR_CHARACTERS = 2000;

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

function runOn(
  client: Client,
  target: SshTarget,
  command: string,
  { stdin = "", limitMs }: RunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const lost = (error: Error): void => settle(() => reject(connectFailure(target, error)));
    const closed = (): void => lost(new Error("the connection was closed while a command ran"));
    const timer = setTimeout(() => {
      settle(() =>
        reject(new InfraError("SSH_COMMAND", `A command on ${target.host} did not end within ${limitMs} ms.`)),
      );
    }, limitMs);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      client.off("error", lost);
      client.off("close", closed);
      how();
    };
    client.once("error", lost);
    client.once("close", closed);
    client.exec(command, (error, channel) => {
      if (error) return lost(error);
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      channel.on("data", (chunk: Buffer) => out.push(chunk));
      channel.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      channel.on("close", (code: number | null, signal?: string) => {
        if (code === 0) return settle(() => resolve(Buffer.concat(out).toString()));
        // A channel that closes without a status was lost with its connection.
        if (code === null && signal === undefined) return closed();
        const stderr = Buffer.concat(err).toString().trim().slice(-MAX_ERROR_CHARACTERS);
        const how = code === null ? `was ended by signal ${signal}` : `ended with status ${code}`;
        settle(() => reject(new InfraError("SSH_COMMAND", `A command on ${target.host} ${how}: ${stderr}`)));
      });
      channel.end(stdin);
    });
  });
}

/** @throws InfraError `SSH_UNREACHABLE`, `SSH_REFUSED` */
export async function connect(target: SshTarget, limitMs: number): Promise<SshConnection> {
  const client = await connected(target, limitMs);
  // Small messages would otherwise wait for the acknowledgement of those before.
  client.setNoDelay(true);
  // Errors between commands surface in the next command.
  client.on("error", () => undefined);
  return {
    run: (command, options) => runOn(client, target, command, options),
    open: (command) => openOn(client, target, command),
    upload: (content, path, mode) => uploadTo(client, target, content, { path, mode }),
    close: () => client.end(),
  };
}

function openOn(client: Client, target: SshTarget, command: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(connectFailure(target, error));
      const stream: Duplex = channel;
      const lost = (): void => void stream.destroy(new Error("the SSH connection was lost"));
      client.once("close", lost);
      channel.once("close", () => client.off("close", lost));
      // Nobody reads it; unread, it would fill the channel's window.
      channel.stderr.resume();
      resolve(stream);
    });
  });
}

function uploadTo(
  client: Client,
  target: SshTarget,
  content: Uint8Array,
  { path, mode }: { path: string; mode: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const lost = (): void => reject(connectFailure(target, new Error("the connection was closed during an upload")));
    client.once("close", lost);
    const fail = (error: Error): void => {
      client.off("close", lost);
      reject(
        new InfraError("SSH_UPLOAD", `${path} could not be written on ${target.host}: ${messageOf(error)}`, {
          cause: error,
        }),
      );
    };
    client.sftp((error, sftp) => {
      if (error) return fail(error);
      // A file that is complete, or none.
      const part = `${path}.part`;
      sftp.writeFile(part, Buffer.from(content), { mode }, (failed) => {
        if (failed) return fail(failed);
        sftp.ext_openssh_rename(part, path, (refused) => {
          sftp.end();
          if (refused) return fail(refused);
          client.off("close", lost);
          resolve();
        });
      });
    });
  });
}

const levelOf = (error: Error): string => ("level" in error ? String(error.level) : "");

/** `SSH_REFUSED` if one side did not accept the other, else `SSH_UNREACHABLE`. */
function connectFailure(target: SshTarget, error: Error): InfraError {
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

export interface ExpectedHostKey {
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
