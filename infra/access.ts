/**
 * The commands by which a user reaches what runs in the cluster, as stack outputs: straight by the API server, or through
 * an SSH tunnel. Pure.
 *
 * Everything binds to loopback, here and on the server: on any address (`--address 0.0.0.0`) Grafana would stand open.
 */
import { quote as quoteForSh } from "./ssh/shell.ts";

/** A Service inside the cluster and the port of this machine that it is wanted at. */
export interface Door {
  name: string;
  localPort: number;
  namespace: string;
  service: string;
  servicePort: number;
}

/** Something that listens on the server's own loopback, such as `stackmark serve`. */
export interface LocalDoor {
  name: string;
  localPort: number;
}

export interface SshServer {
  address: string;
  user: string;
  /** Default 22. */
  port?: number;
  /** Path of the private key on the user's machine. */
  keyFile: string;
}

export interface Command {
  sh: string;
  powershell: string;
}

export interface AccessCommands {
  /** Where each door opens once a command runs. */
  urls: Record<string, string>;
  portForward: Record<string, Command>;
  /** One command for all doors. */
  sshTunnel: Command;
}

export const shopDoor = (namespace: string): Door => {
  return { name: "shop", localPort: 8080, namespace, service: "frontend", servicePort: 80 };
};
export const grafanaDoor = (namespace: string, service: string): Door => {
  return { name: "grafana", localPort: 3000, namespace, service, servicePort: 80 };
};

const both = (words: readonly string[]): Command => ({
  sh: commandLine(words, "sh"),
  powershell: commandLine(words, "powershell"),
});

const forward = ({ namespace, service, servicePort, localPort }: Door): string[] => {
  return ["-n", namespace, "port-forward", `service/${service}`, `${localPort}:${servicePort}`];
};

/** @param kubeconfig path of the kubeconfig on the user's machine */
export const portForward = (door: Door, kubeconfig: string): Command =>
  both(["kubectl", "--kubeconfig", kubeconfig, ...forward(door)]);

/**
 * K3s' own kubectl forwards on the server, and SSH brings it here. The remote command is for the server's sh, whichever
 * shell it is typed into; by `-tt` it ends with the connection.
 */
export function sshTunnel(server: SshServer, doors: readonly Door[], others: readonly LocalDoor[] = []): Command {
  const tunnels = [...doors, ...others].flatMap(({ localPort }) => ["-L", `${localPort}:127.0.0.1:${localPort}`]);
  const { port = 22, keyFile, user, address } = server;
  const ports = port === 22 ? [] : ["-p", String(port)];
  const connection = ["-i", keyFile, ...ports, ...tunnels, `${user}@${address}`];
  if (doors.length === 0) return both(["ssh", "-N", ...connection]);
  const forwards = doors.map((door) => `${commandLine(["k3s", "kubectl", ...forward(door)], "sh")} &`);
  const remote = commandLine(["sudo", "sh", "-c", `${forwards.join(" ")} wait`], "sh");
  return both(["ssh", "-tt", ...connection, remote]);
}

export function accessCommands(inputs: {
  kubeconfig: string;
  server: SshServer;
  doors: readonly Door[];
  others?: readonly LocalDoor[];
}): AccessCommands {
  const { kubeconfig, server, doors, others = [] } = inputs;
  return {
    urls: Object.fromEntries(
      [...doors, ...others].map(({ name, localPort }) => [name, `http://localhost:${localPort}`]),
    ),
    portForward: Object.fromEntries(doors.map((door) => [door.name, portForward(door, kubeconfig)])),
    sshTunnel: sshTunnel(server, doors, others),
  };
}

export type Shell = "sh" | "powershell";

/** What neither shell gives a meaning to; no comma, `@` or `%`, which PowerShell does at times. */
const PLAIN = /^[A-Za-z0-9_./:=-]+$/;

/**
 * One word for the shell that a command is pasted into, whatever is in it.
 *
 * @throws {RangeError} at a line break or NUL: neither fits a command that is copied
 */
export function quote(word: string, shell: Shell): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(word))
    throw new RangeError(`no control characters in a command: ${JSON.stringify(word)}`);
  if (PLAIN.test(word)) return word;
  return shell === "sh" ? quoteForSh(word) : `'${word.replaceAll("'", "''")}'`;
}

export const commandLine = (words: readonly string[], shell: Shell): string =>
  words.map((word) => quote(word, shell)).join(" ");
