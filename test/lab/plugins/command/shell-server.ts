/** An SSH server on loopback that runs commands in a shell of this machine, and misbehaves for some. */
import { spawn } from "node:child_process";
import type { AddressInfo, Socket } from "node:net";
import ssh2, { type Connection, type ServerChannel, type Session } from "ssh2";
import { generateSshKeyPair } from "../../../../infra/hosts/ssh-keys/lifecycle.ts";

export interface ShellServer {
  port: number;
  /** A line of `authorized_keys`. */
  hostKey: string;
  privateKey: string;
  close(): void;
}

/** Accepts the variable LANG alone. */
export async function startShellServer(): Promise<ShellServer> {
  const hostKey = generateSshKeyPair("host");
  const access = generateSshKeyPair("access");
  const allowed = publicKeyOf(access.publicKey);
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (connection) => {
    connections.add(connection);
    connection.on("error", () => undefined);
    connection.on("authentication", (context) => {
      if (context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH())) context.accept();
      else if (context.method === "password" && context.password === "right") context.accept();
      else context.reject(["publickey", "password"]);
    });
    connection.on("session", (accept) => serveSession(accept(), connection));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: hostKey.publicKey,
    privateKey: access.privateKey,
    close() {
      for (const connection of connections) connection.end();
      server.close();
    },
  };
}

/** The library has no other way to it. */
const socketOf = (connection: Connection): Socket => (connection as unknown as { _sock: Socket })._sock;

function publicKeyOf(text: string) {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

function serveSession(session: Session, connection: Connection): void {
  const env: Record<string, string> = {};
  session.on("env", (accept, reject, { key, val }) => {
    if (key !== "LANG") return reject?.();
    env[key] = val;
    accept?.();
  });
  session.on("exec", (accept, reject, { command }) => {
    if (command === "refuse") return reject();
    if (command === "cut before it runs") return void socketOf(connection).resetAndDestroy();
    serveCommand(accept(), command, env, connection);
  });
}

function serveCommand(channel: ServerChannel, command: string, env: Record<string, string>, connection: Connection) {
  switch (command) {
    case "vanish":
      channel.write("half");
      setTimeout(() => connection.end(), 50);
      return;
    case "cut":
      channel.write("half");
      setTimeout(() => socketOf(connection).resetAndDestroy(), 50);
      return;
    case "no status":
      channel.write("half");
      channel.end();
      return;
    case "killed":
      channel.stderr.write("so far");
      channel.exit("KILL", false, "");
      channel.end();
      return;
  }
  const child = spawn("sh", ["-c", command], { env: { PATH: process.env.PATH, ...env } });
  channel.pipe(child.stdin).on("error", () => undefined);
  child.stdout.on("data", (chunk) => channel.write(chunk));
  child.stderr.on("data", (chunk) => channel.stderr.write(chunk));
  child.on("close", (status) => {
    channel.exit(status ?? 1);
    channel.end();
  });
}
