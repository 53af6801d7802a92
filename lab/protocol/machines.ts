/** What the lab's clouds ask of its machines and networks. */

/** Addresses and routes of a virtual network: its machines reach each other without a NAT, and others through its router. */
export interface SiteSpec {
  /** Unique in the lab. */
  name: string;
  /** Ranges of its subnets; the first address of each is the router's. */
  cidrs: readonly string[];
  /** Of the machines' interfaces, in bytes. */
  mtu: number;
}

export interface MachineSpec {
  /** Unique in the lab. */
  name: string;
  site: string;
  hostname: string;
  privateIp: string;
  /** Translated 1:1 by the site's router. */
  publicIp: string | null;
  cpus: number;
  memoryMiB: number;
  diskGiB: number;
  /** cloud-init's user data; run at the first boot. */
  userData: string | null;
  /** Users with sudo rights, and their lines of `authorized_keys`. */
  users: readonly { name: string; authorizedKeys: readonly string[] }[];
}

/** One rule of a machine's firewall. Rules apply in order, after the NAT; the first that matches decides. */
export interface PacketRule {
  allow: boolean;
  protocol: "tcp" | "udp" | "icmp" | "all";
  /** CIDRs. */
  sources: readonly string[];
  /** Ranges of destination ports, both ends included; `null`: all. */
  ports: readonly (readonly [number, number])[] | null;
}

export type MachineState = "running" | "stopped";

/** A machine that is not there, or a state that does not allow the operation, is a {@link LabError}. */
export interface Machines {
  openSite(site: SiteSpec): Promise<void>;
  /** @throws if the site still has machines */
  closeSite(name: string): Promise<void>;
  /** Boots it; resolves when it answers SSH. */
  create(machine: MachineSpec): Promise<void>;
  start(name: string): Promise<void>;
  /** A clean shutdown. Its disk stays. */
  stop(name: string): Promise<void>;
  /** As a power failure: all of its processes end at once. Its disk stays. */
  kill(name: string): Promise<void>;
  /** Also removes its disk. */
  delete(name: string): Promise<void>;
  /** Replaces all rules for packets to the machine at once. Without a call, nothing reaches it. What no rule matches is dropped. */
  setRules(name: string, rules: readonly PacketRule[]): Promise<void>;
  list(): ReadonlyMap<string, MachineState>;
}
