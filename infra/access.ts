/**
 * Commands that connect users to services in the cluster, as stack outputs: through the API server, or through an SSH
 * tunnel. Pure.
 *
 * All ports bind to loopback, here and on the server: with `--address 0.0.0.0`, everyone could open Grafana.
 */
import { quote as quoteForSh } from "./ssh/shell.ts";

/** A Service in the cluster, forwarded to a port of this machine. */
export interface Door {
  name: string;
  localPort: number;
  namespace: string;
  service: string;
  servicePort: number;
}

/** A port on the server's loopback, forwarded to the same port of this machine, such as that of `stackmark serve`. */
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
  /** URL of each forwarded port, while a command runs. */
  urls: Record<string, string>;
  portForward: Record<string, Command>;
  /** One command for all ports. */
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
 * K3s' kubectl forwards the ports on the server, and SSH forwards them to this machine. The remote command is for the
 * server's sh, whatever the local shell is. With `-tt`, it ends with the connection.
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

/** Characters without a special meaning in both shells. PowerShell sometimes interprets commas, `@` and `%`. */
const PLAIN = /^[A-Za-z0-9_./:=-]+$/;

/**
 * Quotes a word for the shell that the command is pasted into.
 *
 * @throws {RangeError} on control characters, such as line breaks, which a copied command cannot contain
 */
export function quote(word: string, shell: Shell): string {
  // eslint-disable-next-line no-control-regex -- the pattern looks for control characters
  if (/[\u0000-\u001f\u007f]/.test(word))
    throw new RangeError(`a command must not contain control characters:  ${JSON.stringify(word)}`);
  if (PLAIN.test(word)) return word;
  return shell === "sh" ? quoteForSh(word) : `'${word.replaceAll("'", "''")}'`;
}

export const commandLine = (words: readonly string[], shell: Shell): string =>
  words.map((word) => quote(word, shell)).join(" ");
