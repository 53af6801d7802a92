/** VXLAN between hosts, set up as flannel does it: a device with its own address, and static peers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Host } from "./host.ts";
import { ip } from "./network.ts";

const mac = (number: number): string => `02:00:00:00:00:0${number}`;
export const overlayAddress = (number: number): string => `10.42.${number}.0`;

/** A host as the overlay needs it. */
interface Peer {
  namespace: string;
  address: string;
  /** Where the others send to. Default: its address. */
  peerAddress?: string;
}

/** @param mtu of the device */
export async function createOverlay(hosts: readonly Peer[], mtu: number): Promise<void> {
  for (const [number, { namespace, address }] of hosts.entries()) {
    const device = ["flannel.1", "address", mac(number), "mtu", String(mtu)];
    const vxlan = ["type", "vxlan", "id", "1", "dev", "eth0", "local", address, "dstport", "8472", "nolearning"];
    await ip("-n", namespace, "link", "add", ...device, ...vxlan);
    await ip("-n", namespace, "addr", "add", `${overlayAddress(number)}/32`, "dev", "flannel.1");
    await ip("-n", namespace, "link", "set", "flannel.1", "up");
    for (const [other, peer] of hosts.entries()) {
      if (other === number) continue;
      const [via, hardware] = [overlayAddress(other), mac(other)];
      await ip("-n", namespace, "neigh", "add", via, "lladdr", hardware, "dev", "flannel.1", "nud", "permanent");
      await spawned(
        "bridge",
        "-n",
        namespace,
        "fdb",
        "append",
        hardware,
        "dev",
        "flannel.1",
        "dst",
        peer.peerAddress ?? peer.address,
      );
      await ip("-n", namespace, "route", "add", `10.42.${other}.0/24`, "via", via, "dev", "flannel.1", "onlink");
    }
  }
}

async function spawned(command: string, ...args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: "inherit" });
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}

/** A name server at the cluster's DNS address on the first host, which the others reach over the overlay. */
export async function startDns(hosts: readonly Host[], address: string): Promise<() => Promise<void>> {
  const [first, ...others] = hosts as [Host, ...Host[]];
  await ip("-n", first.namespace, "addr", "add", `${address}/32`, "dev", "lo");
  for (const { namespace } of others)
    await ip("-n", namespace, "route", "add", address, "via", overlayAddress(0), "dev", "flannel.1", "onlink");
  const script = join(import.meta.dirname, "stand-in", "dns.mjs");
  const args = ["netns", "exec", first.namespace, process.execPath, script, address];
  const child = spawn("ip", args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return async () => {
    child.kill();
    await once(child, "close");
  };
}
