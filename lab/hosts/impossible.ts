import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isOnPath } from "../on-path.ts";

/** Programs, by the Debian package that has them. */
export type Programs = Readonly<Record<string, readonly string[]>>;

/** What hosts and their networks need. */
const TOOLS: Programs = {
  ethtool: ["ethtool"],
  iproute2: ["ip"],
  nftables: ["nft"],
  "openssh-server": ["sshd"],
  "openssh-client": ["ssh", "ssh-keygen"],
  procps: ["sysctl"],
  socat: ["socat"],
  "util-linux": ["unshare", "setpriv", "mount", "su"],
};
const TUN = "/dev/net/tun";

/** Is followed by what. */
export const NOT_ALLOWED = "the kernel, or the container that this system runs in, does not allow";

/**
 * Why hosts cannot be created on this machine; `null` if they can.
 * @param also more programs that are needed
 */
export function hostsImpossible(also: Programs = {}): string | null {
  const reasons = reasonsAgainstHosts(also);
  return reasons.length === 0 ? null : reasons.join("; ");
}

/** As {@link hostsImpossible}: all reasons that can be known; empty if there is none. */
export function reasonsAgainstHosts(also: Programs = {}): string[] {
  if (process.platform !== "linux") return ["network namespaces require Linux"];
  const isRoot = process.getuid?.() === 0;
  const reasons = [...(isRoot ? [] : ["network namespaces and mounts require root"]), ...notInstalled(also)];
  // Only root can try.
  if (reasons.length === 0 && spawnSync("unshare", ["-m", "-n", "-C", "true"]).status !== 0)
    reasons.push(`${NOT_ALLOWED} network, mount and cgroup namespaces`);
  if (!existsSync(TUN)) reasons.push(`there is no ${TUN}, which the networks between sites need`);
  return reasons;
}

/** @returns one line, or none */
function notInstalled(also: Programs): string[] {
  const lacks = Object.entries({ ...TOOLS, ...also }).flatMap(([debianPackage, programs]) => {
    const absent = programs.filter((program) => !isOnPath(program));
    return absent.length === 0 ? [] : [{ debianPackage, absent }];
  });
  if (lacks.length === 0) return [];
  const names = lacks.flatMap(({ absent }) => absent).join(", ");
  return [`not installed: ${names} (Debian: apt-get install ${lacks.map((each) => each.debianPackage).join(" ")})`];
}
