/** What the lab asks of this machine. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { counted } from "../../base/counted.ts";
import { NOT_ALLOWED, reasonsAgainstHosts, type Programs } from "../hosts/impossible.ts";
import { Cache, cacheFolder } from "./cache.ts";
import { PARTS, type Part } from "./parts.ts";

/** Beside those of hosts. */
const PROGRAMS: Programs = {
  openssl: ["openssl"],
  containerd: ["containerd"],
  runc: ["runc"],
  iptables: ["iptables"],
  python3: ["python3"],
  "busybox-static": ["busybox"],
  "prometheus-node-exporter": ["prometheus-node-exporter"],
};

const CNI_PLUGINS = ["bridge", "host-local", "loopback", "portmap"];
const CNI_FOLDERS = ["/usr/lib/cni", "/opt/cni/bin"];

interface Feature {
  /** In the plural. */
  what: string;
  isMet(): boolean;
}

/** Each is tried in namespaces of its own, which take it with them. */
const KERNEL: readonly Feature[] = [
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
  if (process.platform !== "linux" || process.arch !== "x64") return ["the lab requires Linux on x86-64"];
  const lacks = [...reasonsAgainstHosts(PROGRAMS), ...missingCniPlugins()];
  // The kernel is tried by means of these programs.
  if (lacks.length === 0) lacks.push(...missingFeatures());
  // Root has a cache of its own.
  return process.getuid?.() === 0 ? [...lacks, ...missingParts(new Cache(cacheFolder()), parts)] : lacks;
}

function missingCniPlugins(): string[] {
  const absent = CNI_PLUGINS.filter((plugin) => !CNI_FOLDERS.some((folder) => existsSync(`${folder}/${plugin}`)));
  if (absent.length === 0) return [];
  const names = `CNI plugins ${absent.join(", ")} in ${CNI_FOLDERS.join(" or ")}`;
  return [`not installed: ${names} (Debian: apt-get install containernetworking-plugins)`];
}

function missingFeatures(): string[] {
  const absent = KERNEL.filter((feature) => !feature.isMet()).map(({ what }) => what);
  return absent.length === 0 ? [] : [`${NOT_ALLOWED} ${absent.join(", ")}`];
}

/** @returns one line, or none */
export function missingParts(cache: Cache, parts: readonly Part[]): string[] {
  const absent = parts.filter((part) => !cache.has(part));
  if (absent.length === 0) return [];
  const names = absent.map(({ name, version }) => `${name} ${version}`).join(", ");
  return [`${counted(absent.length, "program")} in ${cache.folder}: ${names} (npm run lab:setup)`];
}
