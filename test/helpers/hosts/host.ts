/** A virtual machine built from Linux namespaces, with its own file system (in memory), processes, interfaces and sshd. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { generateSshKeyPair, type SshKeyPair } from "../../../infra/hosts/ssh-keys/lifecycle.ts";
import { connect, type SshTarget } from "../../../infra/ssh/connection.ts";
import { asRoot } from "../../../infra/ssh/shell.ts";
import { eventually } from "../eventually.ts";
import type { Network } from "./network.ts";

export interface Host {
  name: string;
  address: string;
  namespace: string;
  target: SshTarget;
  /** Sends SIGKILL to all processes of the host, as a power failure would. */
  kill(): Promise<void>;
}

const tools = ["/usr/sbin/sshd", "ip", "unshare", "setpriv", "curl", "openssl", "ethtool"];

/** Why hosts cannot be created here; `null` if they can. @param also tools that the test needs on them */
export function hostsImpossible(...also: string[]): string | null {
  if (process.platform !== "linux") return "network namespaces require Linux";
  if (process.getuid?.() !== 0) return "network namespaces require root";
  const missing = [...tools, ...also].filter(
    (tool) => spawnSync("sh", ["-c", 'command -v "$1"', "sh", tool]).status !== 0,
  );
  if (missing.length > 0)
    return `not installed: ${missing.join(", ")} (Debian: openssh-server iproute2 iputils-ping util-linux curl openssl ethtool socat)`;
  if (spawnSync("unshare", ["-m", "-n", "true"]).status !== 0) return "this machine does not allow namespaces";
  return null;
}

async function seed(folder: string, machineId: string, hostKey: SshKeyPair, access: SshKeyPair): Promise<void> {
  const files: [string, string, number][] = [
    ["etc/hosts", "127.0.0.1 localhost\n::1 localhost\n", 0o644],
    ["etc/machine-id", `${machineId}\n`, 0o444],
    ["etc/ssh/host_key", hostKey.privateKey, 0o600],
    [
      "etc/ssh/host_config",
      "HostKey /etc/ssh/host_key\nPermitRootLogin yes\nUsePAM no\nStrictModes no\nPidFile none\n" +
        "SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n",
      0o600,
    ],
    // Keeps out what this machine's own shell would add to the PATH.
    ["root/.bashrc", "", 0o644],
    ["root/.ssh/authorized_keys", `${access.publicKey}\n`, 0o600],
  ];
  for (const [path, text, mode] of files) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text, { mode });
  }
  await mkdir(join(folder, "usr/local/sbin"), { recursive: true });
  for (const tool of ["systemctl", "journalctl"])
    await cp(join(import.meta.dirname, "stand-in", tool), join(folder, "usr/local/sbin", tool));
}

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connectTcp({ host, port, timeout: 500 });
    const end = (isUp: boolean): void => void (socket.destroy(), resolve(isUp));
    socket
      .once("data", () => end(true))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });

/** @param folder an empty folder for this host alone */
export async function startHost(network: Network, folder: string, name: string, address: string): Promise<Host> {
  const [hostKey, access] = [generateSshKeyPair(name), generateSshKeyPair("test")];
  await mkdir(join(folder, "layer"), { recursive: true });
  const machineId = Buffer.from(`${folder}${name}`).toString("hex").slice(-32);
  await seed(join(folder, "seed"), machineId, hostKey, access);
  const namespace = await network.connect(name, address);
  const inside = ["unshare", "-m", "-p", "-u", "--fork", "--kill-child", "sh", join(import.meta.dirname, "init.sh")];
  const args = [
    "--pdeathsig",
    "KILL",
    "ip",
    "netns",
    "exec",
    namespace,
    ...inside,
    folder,
    name,
    address,
    process.execPath,
  ];
  const child = spawn("setpriv", args, { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  await eventually(
    async () => child.exitCode === null && (await answers(address, 22)),
    `${name} answers SSH; stderr: ${stderr}`,
  );
  const target: SshTarget = {
    host: address,
    port: 22,
    user: "root",
    privateKey: access.privateKey,
    hostKey: hostKey.publicKey,
  };
  return {
    ...{ name, address, namespace, target },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "close");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Runs a script on a host as root, over SSH. */
export async function on(host: Host, script: string, stdin = ""): Promise<string> {
  const connection = await connect(host.target, 10_000);
  try {
    return await connection.run(asRoot(script), { stdin, limitMs: 60_000 });
  } finally {
    connection.close();
  }
}
