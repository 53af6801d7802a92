/**
 * Commands that connect users to services in the cluster, as stack outputs: through the API server, or through an SSH
 * tunnel. Pure.
 *
 * All ports bind to loopback, here and on the server: with `--address 0.0.0.0`, everyone could open Grafana.
 */
import { quote as quoteForSh } from "./ssh/shell.ts";

/** A Service in the cluster, forwarded to a port of this machine. */
export interface ServiceForward {
  name: string;
  localPort: number;
  namespace: string;
  service: string;
  servicePort: number;
}

/** A port on the server's loopback, forwarded to the same port of this machine, such as that of `stackmark serve`. */
export interface ServerForward {
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
  /** One command for all ports. Absent in an existing cluster, whose machines are not logged in to. */
  sshTunnel?: Command;
}

/** The Service that users connect to. */
export const entryForward = (namespace: string, service: string, servicePort: number): ServiceForward => {
  return { name: "entry", localPort: 8080, namespace, service, servicePort };
};
export const grafanaForward = (namespace: string, service: string): ServiceForward => {
  return { name: "grafana", localPort: 3000, namespace, service, servicePort: 80 };
};

const both = (words: readonly string[]): Command => ({
  sh: commandLine(words, "sh"),
  powershell: commandLine(words, "powershell"),
});

const kubectlArguments = ({ namespace, service, servicePort, localPort }: ServiceForward): string[] => {
  return ["-n", namespace, "port-forward", `service/${service}`, `${localPort}:${servicePort}`];
};

/** @param kubeconfig path of the kubeconfig on the user's machine */
export const portForward = (forward: ServiceForward, kubeconfig: string): Command =>
  both(["kubectl", "--kubeconfig", kubeconfig, ...kubectlArguments(forward)]);

/**
 * K3s' kubectl forwards the ports on the server, and SSH forwards them to this machine. The remote command is for the
 * server's sh, whatever the local shell is. With `-tt`, it ends with the connection.
 */
export function sshTunnel(
  server: SshServer,
  forwards: readonly ServiceForward[],
  serverForwards: readonly ServerForward[] = [],
): Command {
  const tunnels = [...forwards, ...serverForwards].flatMap(({ localPort }) => [
    "-L",
    `${localPort}:127.0.0.1:${localPort}`,
  ]);
  const { port = 22, keyFile, user, address } = server;
  const ports = port === 22 ? [] : ["-p", String(port)];
  const connection = ["-i", keyFile, ...ports, ...tunnels, `${user}@${address}`];
  if (forwards.length === 0) return both(["ssh", "-N", ...connection]);
  const commands = forwards.map(
    (forward) => `${commandLine(["k3s", "kubectl", ...kubectlArguments(forward)], "sh")} &`,
  );
  const remote = commandLine(["sudo", "sh", "-c", `${commands.join(" ")} wait`], "sh");
  return both(["ssh", "-tt", ...connection, remote]);
}

export function accessCommands(inputs: {
  kubeconfig: string;
  server?: SshServer;
  forwards: readonly ServiceForward[];
  serverForwards?: readonly ServerForward[];
}): AccessCommands {
  const { kubeconfig, server, forwards, serverForwards = [] } = inputs;
  return {
    urls: Object.fromEntries(
      [...forwards, ...serverForwards].map(({ name, localPort }) => [name, `http://localhost:${localPort}`]),
    ),
    portForward: Object.fromEntries(forwards.map((forward) => [forward.name, portForward(forward, kubeconfig)])),
    sshTunnel: server && sshTunnel(server, forwards, serverForwards),
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
