/** What the lab asks of this machine. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { counted } from "../../base/counted.ts";
import { hostsImpossible } from "../hosts/impossible.ts";
import { Cache, cacheFolder } from "./cache.ts";
import { isOnPath } from "./on-path.ts";
import { PARTS, type Part } from "./parts.ts";

interface Requirement {
  what: string;
  /** Of Debian and Ubuntu. */
  debianPackage?: string;
  isMet(): boolean;
}

const program = (name: string, debianPackage = name): Requirement => ({
  what: name,
  debianPackage,
  isMet: () => isOnPath(name),
});

const CNI_PLUGINS = ["bridge", "host-local", "loopback", "portmap"];
const CNI_FOLDERS = ["/usr/lib/cni", "/opt/cni/bin"];

/** Beside those of hosts. */
const PROGRAMS: readonly Requirement[] = [
  program("openssl"),
  program("containerd"),
  program("runc"),
  {
    what: `the CNI plugins ${CNI_PLUGINS.join(", ")}`,
    debianPackage: "containernetworking-plugins",
    isMet: () => CNI_PLUGINS.every((plugin) => CNI_FOLDERS.some((folder) => existsSync(`${folder}/${plugin}`))),
  },
  program("iptables"),
  program("python3"),
  program("busybox", "busybox-static"),
  program("prometheus-node-exporter"),
];

/** Each is tried in namespaces of its own, which take it with them. */
const KERNEL: readonly Requirement[] = [
  {
    what: "overlay file systems",
    isMet: () =>
      isPossible(
        "mount -t tmpfs lab /mnt && mkdir /mnt/u /mnt/w /mnt/m && mount -t overlay -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w lab /mnt/m",
      ),
  },
  { what: "veth interfaces", isMet: () => isPossible("ip link add lab0 type veth peer name lab1") },
  { what: "bridges", isMet: () => isPossible("ip link add lab0 type bridge") },
  { what: "VXLAN interfaces", isMet: () => isPossible("ip link add lab0 type vxlan id 1 dstport 8472") },
  { what: "TUN interfaces", isMet: () => isPossible("ip tuntap add dev lab0 mode tun") },
  {
    what: "network address translation by nftables",
    isMet: () =>
      isPossible(
        "nft 'table ip lab { chain c { type nat hook postrouting priority 100; ip saddr 192.0.2.0/24 masquerade; }; }'",
      ),
  },
  {
    what: "iptables over nftables",
    isMet: () =>
      isPossible("iptables -t nat -A POSTROUTING -m conntrack --ctstate NEW -m comment --comment lab -j MASQUERADE"),
  },
];

function isPossible(script: string): boolean {
  const own = ["--mount", "--net", "--pid", "--uts", "--ipc", "--fork", "--kill-child"];
  return (
    spawnSync("unshare", [...own, "sh", "-c", `PATH=$PATH:/usr/sbin:/sbin; ${script}`], { stdio: "ignore" }).status ===
    0
  );
}

/**
 * What this machine lacks for the lab; empty: nothing. Reasons to skip tests by, and what `npm run lab` says before it
 * starts anything. Takes about a second.
 *
 * @param parts of the cache that are needed. Default: all that are not optional.
 */
export function missing(parts: readonly Part[] = PARTS.filter(({ isOptional }) => !isOptional)): string[] {
  if (process.platform !== "linux" || process.arch !== "x64") return ["Linux on x86-64"];
  const reason = hostsImpossible();
  if (process.getuid?.() !== 0) return [reason!];
  const lacks = PROGRAMS.filter((requirement) => !requirement.isMet());
  // The kernel is tried by means of these programs.
  if (reason === null && lacks.length === 0) lacks.push(...KERNEL.filter((requirement) => !requirement.isMet()));
  return [...(reason === null ? [] : [reason]), ...lacks.map(textOf), ...missingParts(new Cache(cacheFolder()), parts)];
}

const textOf = ({ what, debianPackage }: Requirement): string =>
  debianPackage === undefined ? what : `${what} (Debian package ${debianPackage})`;

/** @returns one line, or none */
export function missingParts(cache: Cache, parts: readonly Part[]): string[] {
  const absent = parts.filter((part) => !cache.has(part));
  if (absent.length === 0) return [];
  const names = absent.map(({ name, version }) => `${name} ${version}`).join(", ");
  return [`${counted(absent.length, "program")} in ${cache.folder}: ${names} (npm run lab:setup)`];
}
