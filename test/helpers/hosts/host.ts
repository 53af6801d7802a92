/** A host of the lab in a network that this machine's own namespace is in, and scripts on it. */
import { createHash } from "node:crypto";
import { generateSshKeyPair } from "../../../infra/hosts/ssh-keys/lifecycle.ts";
import { connect, type SshTarget } from "../../../infra/ssh/connection.ts";
import { asRoot } from "../../../infra/ssh/shell.ts";
import { run } from "../../../lab/command.ts";
import { createDisk, deleteDisk } from "../../../lab/hosts/disk.ts";
import { startHost as bootHost } from "../../../lab/hosts/host.ts";
import { insideMachine } from "../../../lab/machines/enter.ts";
import { OWN_FOLDERS } from "../../../lab/hosts/seed/files.ts";
import { writeSeed } from "../../../lab/hosts/seed/write.ts";
import type { Network } from "./network.ts";

export interface Host {
  name: string;
  address: string;
  namespace: string;
  target: SshTarget;
  /** Runs a script as if at the host's console: without its network, and also while its processes stand still. */
  inside(script: string): Promise<void>;
  /** Sends SIGKILL to all processes of the host, as a power failure would, and removes its disk. */
  kill(): Promise<void>;
}

const MEMORY_MIB = 2048;
const DISK_GIB = 4;

/** @param folder an empty folder for this host alone */
export async function startHost(network: Network, folder: string, name: string, address: string): Promise<Host> {
  const [hostKey, access] = [generateSshKeyPair(name), generateSshKeyPair("test")];
  const disk = await createDisk(folder, DISK_GIB);
  const machineId = createHash("sha256").update(folder).digest("hex").slice(0, 32);
  await writeSeed(disk.path, {
    identity: { hostname: name, machineId, address, nameservers: [], knownHosts: {}, permitsRootLogin: true },
    users: [{ name: "root", authorizedKeys: [access.publicKey] }],
    // No containers run here, so nothing needs to be off the overlay.
    ownFolders: OWN_FOLDERS.filter((path) => !/rancher|kubelet|containerd|cni/.test(path)),
  });
  const namespace = await network.connect(name, address);
  let isThere = true;
  const host = await bootHost({
    ...{ folder, disk, hostname: name, namespace, cgroup: namespace, partsDir: undefined },
    size: { cpus: 1, memoryMiB: MEMORY_MIB },
    boot: {
      ...{ address, memoryMiB: MEMORY_MIB },
      firstBoot: { files: [], hostKeys: { ed25519: hostKey }, generatedKeyTypes: [], commands: [] },
    },
    onEnd: () => (isThere = false),
  });
  const target: SshTarget = {
    host: address,
    port: 22,
    user: "root",
    privateKey: access.privateKey,
    hostKey: hostKey.publicKey,
  };
  return {
    ...{ name, address, namespace, target },
    async inside(script) {
      await run(insideMachine(host.pid, ["sh", "-c", script]));
    },
    async kill() {
      if (isThere) await host.kill();
      await deleteDisk(folder);
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
