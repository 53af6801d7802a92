/** An SSH server in this process that behaves as a test tells it to. */
import type { AddressInfo } from "node:net";
import ssh2, { type Connection, type ServerChannel } from "ssh2";
import { generateSshKeyPair } from "../../infra/hosts/ssh-keys/lifecycle.ts";
import type { SshTarget } from "../../infra/ssh/connection.ts";

export interface Exec {
  command: string;
  channel: ServerChannel;
  connection: Connection;
}

export interface SshServer {
  /** Address and keys that a client connects with. */
  target: SshTarget;
  close(): void;
}

/** @param onExec answers each command. By default, commands get no answer. */
export async function startSshServer(onExec: (exec: Exec) => void = () => undefined): Promise<SshServer> {
  const hostKey = generateSshKeyPair("host");
  const access = generateSshKeyPair("access");
  const allowed = ssh2.utils.parseKey(access.publicKey);
  if (allowed instanceof Error) throw allowed;
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (connection) => {
    connections.add(connection);
    connection.on("error", () => undefined);
    connection.on("authentication", (context) => {
      if (context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH())) context.accept();
      else context.reject();
    });
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        onExec({ command, channel: acceptExec(), connection });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: { host: "127.0.0.1", port, user: "me", privateKey: access.privateKey, hostKey: hostKey.publicKey },
    close() {
      for (const connection of connections) connection.end();
      server.close();
    },
  };
}
