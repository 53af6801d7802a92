/** SSH connections to machines whose host keys are known, with a time limit for each operation. */
import type { Duplex } from "node:stream";
import { randomUUID } from "node:crypto";
import type { Client } from "ssh2";
import { messageOf } from "../../base/errors.ts";
import { InfraError } from "../errors.ts";
import { connectFailure, dial, type SshTarget } from "./dial.ts";

export type { SshTarget } from "./dial.ts";

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

const MAX_ERROR_CHARACTERS = 2000;

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

/**
 * @param signal ends the connection, whatever it does
 * @throws InfraError `SSH_UNREACHABLE`, `SSH_REFUSED`
 */
export async function connect(target: SshTarget, limitMs: number, signal?: AbortSignal): Promise<SshConnection> {
  const client = await dial(target, limitMs);
  // Small messages would otherwise wait for the acknowledgement of those before.
  client.setNoDelay(true);
  // Errors between commands surface in the next command.
  client.on("error", () => undefined);
  const end = (): void => void client.destroy();
  signal?.addEventListener("abort", end);
  client.once("close", () => signal?.removeEventListener("abort", end));
  if (signal?.aborted) end();
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
      const why = isGeneral(error) ? "is its disk full, or the user's quota used up?" : messageOf(error);
      reject(new InfraError("SSH_UPLOAD", `${path} could not be written on ${target.host}: ${why}`, { cause: error }));
    };
    client.sftp((error, sftp) => {
      if (error) return fail(error);
      // A file that is complete, or none, also if others write the same file now.
      const part = `${path}.${randomUUID()}.part`;
      const failed = (why: Error): void =>
        sftp.unlink(part, () => {
          sftp.end();
          fail(why);
        });
      sftp.writeFile(part, Buffer.from(content), { mode }, (unwritten) => {
        if (unwritten) return failed(unwritten);
        sftp.ext_openssh_rename(part, path, (refused) => {
          if (refused) return failed(refused);
          sftp.end();
          client.off("close", lost);
          resolve();
        });
      });
    });
  });
}

/** SFTP has no code for a full disk (draft-ietf-secsh-filexfer-02, section 7: SSH_FX_FAILURE). */
const isGeneral = (error: Error): boolean => "code" in error && error.code === 4;
