/** One SSH connection to a machine whose host key is known, with a limit to everything that could last. */
import ssh2, { type Client } from "ssh2";
import { InfraError } from "../../errors.ts";
import { connectFailure } from "./failure.ts";
import { expectedHostKey } from "./host-key.ts";
import type { SshTarget } from "./target.ts";

export interface RunOptions {
  /** Secrets go here, never into the command. */
  stdin?: string;
  limitMs: number;
}

export interface SshConnection {
  /** @returns standard output @throws InfraError `SSH_COMMAND` with the end of its standard error; `SSH_UNREACHABLE` */
  run(command: string, options: RunOptions): Promise<string>;
  close(): void;
}

/** A dead peer is noticed after their product. */
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
        reject(new InfraError("SSH_COMMAND", `A command on ${target.host} was not over after ${limitMs} ms.`)),
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
        // A channel that ends without a status went down with its connection.
        if (code === null && signal === undefined) return closed();
        const said = Buffer.concat(err).toString().trim().slice(-MAX_ERROR_CHARACTERS);
        const how = code === null ? `was ended by ${signal}` : `ended with status ${code}`;
        settle(() => reject(new InfraError("SSH_COMMAND", `A command on ${target.host} ${how}: ${said}`)));
      });
      channel.end(stdin);
    });
  });
}

/** @throws InfraError `SSH_UNREACHABLE`, `SSH_REFUSED` */
export async function connect(target: SshTarget, limitMs: number): Promise<SshConnection> {
  const client = await connected(target, limitMs);
  // Errors between commands are noticed by the next command.
  client.on("error", () => undefined);
  return { run: (command, options) => runOn(client, target, command, options), close: () => client.end() };
}
