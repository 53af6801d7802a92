/** Two sites with an operator, and commands over SSH from the operator's namespace, as tests of the lab's machines use them. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSshKeyPair } from "../../infra/hosts/ssh-keys/lifecycle.ts";
import { quote } from "../../infra/ssh/shell.ts";
import { createMachines, type LabMachines } from "../../lab/machines/lab-machines.ts";
import type { LabMachinesOptions } from "../../lab/machines/options.ts";
import type { MachineSpec, PacketRule } from "../../lab/protocol/machines.ts";

export interface TestLab {
  dir: string;
  machines: LabMachines;
  /** Namespace. */
  operator: string;
  spec(name: string, changes: Partial<MachineSpec>): MachineSpec;
  /** Runs a command on a machine as `ubuntu`. @returns its exit code and both outputs */
  ssh(address: string, command: string): Promise<Outcome>;
  /** Runs a script on the machine at that address as root. */
  root(address: string, script: string): Promise<Outcome>;
  close(): Promise<void>;
}

export interface Outcome {
  code: number | null;
  text: string;
}

export const OPERATOR_IP = "203.0.113.7";

export const allow = (protocol: PacketRule["protocol"], source: string, ...ports: number[]): PacketRule => ({
  allow: true,
  protocol,
  sources: [source],
  ports: ports.length === 0 ? null : ports.map((port) => [port, port] as const),
});

/** Sites `azure` (10.1.0.0/24, packets up to 1500) and `gcp` (10.2.0.0/24, 1460). */
export async function openTestLab(options: Partial<LabMachinesOptions> = {}): Promise<TestLab> {
  const dir = await mkdtemp(join(tmpdir(), "stackmark-lab-"));
  const key = generateSshKeyPair("test");
  await writeFile(join(dir, "key"), key.privateKey, { mode: 0o600 });
  const machines = await createMachines({ dir, ...options });
  const operator = await machines.sites.openEnd("operator", OPERATOR_IP);
  await machines.openSite({ name: "azure", cidrs: ["10.1.0.0/24"], mtu: 1500 });
  await machines.openSite({ name: "gcp", cidrs: ["10.2.0.0/24"], mtu: 1460 });
  const known = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"];
  const ssh = (address: string, command: string): Promise<Outcome> =>
    inNamespace(operator, [
      ...["ssh", "-i", join(dir, "key"), "-F", "none", ...known, "-o", "BatchMode=yes", "-o", "ConnectTimeout=20"],
      ...[`ubuntu@${address}`, command],
    ]);
  return {
    ...{ dir, machines, operator, ssh },
    root: (address, script) => ssh(address, `sudo -n sh -c ${quote(script)}`),
    spec: (name, changes) => ({
      ...{ name, site: "azure", hostname: name, privateIp: "10.1.0.4", publicIp: "198.51.100.4" },
      ...{ cpus: 1, memoryMiB: 1024, diskGiB: 4, userData: null },
      users: [{ name: "ubuntu", authorizedKeys: [key.publicKey] }],
      ...changes,
    }),
    async close() {
      await machines.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function inNamespace(namespace: string, words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn("ip", ["netns", "exec", namespace, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.once("close", (code) => resolve({ code, text: text.trim() }));
  });
}

/** Whether TCP connects within two seconds. */
export const reaches = async (namespace: string, address: string, port: number): Promise<boolean> =>
  (await inNamespace(namespace, ["socat", "-u", "OPEN:/dev/null", `TCP4:${address}:${port},connect-timeout=2`]))
    .code === 0;
