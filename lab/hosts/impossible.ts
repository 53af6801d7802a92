import { spawnSync } from "node:child_process";
import { accessSync } from "node:fs";

/** Programs that hosts and their networks need, by Debian package. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  ethtool: ["ethtool"],
  iproute2: ["ip"],
  nftables: ["nft"],
  "openssh-server": ["sshd"],
  "openssh-client": ["ssh", "ssh-keygen"],
  procps: ["sysctl"],
  socat: ["socat"],
  "util-linux": ["unshare", "setpriv", "mount", "su"],
};

/**
 * Why hosts cannot be created on this machine; `null` if they can.
 * @param also more programs that are needed, by Debian package
 */
export function hostsImpossible(also: Readonly<Record<string, readonly string[]>> = {}): string | null {
  if (process.platform !== "linux") return "network namespaces require Linux";
  if (process.getuid?.() !== 0) return "network namespaces require root";
  const missing = Object.entries({ ...TOOLS, ...also }).filter(([, tools]) => !tools.every(isInstalled));
  if (missing.length > 0)
    return `not installed: ${missing.flatMap(([, tools]) => tools).join(", ")} (Debian: ${missing.map(([name]) => name).join(" ")})`;
  if (spawnSync("unshare", ["-m", "-n", "-C", "true"]).status !== 0) return "this machine does not allow namespaces";
  try {
    accessSync("/dev/net/tun");
  } catch {
    return "there is no /dev/net/tun, which the networks between sites need";
  }
  return null;
}

const isInstalled = (tool: string): boolean =>
  spawnSync("sh", ["-c", 'PATH=$PATH:/usr/sbin:/sbin command -v "$1"', "sh", tool]).status === 0;
