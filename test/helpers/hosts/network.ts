/** A bridge with its own subnet in this machine's network namespace, and namespaces connected to it. */
import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { promisify } from "node:util";

const exec = promisify(execFile);
export const ip = (...args: string[]): Promise<unknown> => exec("ip", args);

export interface Network {
  /** This machine's address in the network. */
  gateway: string;
  /** Connects a new namespace `<prefix>-<name>` whose `eth0` has that address. @returns the namespace's name */
  connect(name: string, address: string): Promise<string>;
  address(host: number): string;
  close(): Promise<void>;
}

export async function openNetwork(): Promise<Network> {
  const prefix = `smk${randomInt(0x1000000).toString(16).padStart(6, "0")}`;
  const subnet = `10.${randomInt(200, 250)}.${randomInt(1, 255)}`;
  const gateway = `${subnet}.1`;
  const namespaces: string[] = [];
  await ip("link", "add", prefix, "type", "bridge");
  await ip("addr", "add", `${gateway}/24`, "dev", prefix);
  await ip("link", "set", prefix, "up");
  return {
    gateway,
    address: (host) => `${subnet}.${host}`,
    async connect(name, address) {
      const namespace = `${prefix}-${name}`;
      const port = `${prefix}p${namespaces.length}`;
      await ip("netns", "add", namespace);
      namespaces.push(namespace);
      await ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace);
      await ip("link", "set", port, "master", prefix, "up");
      await ip("-n", namespace, "addr", "add", `${address}/24`, "dev", "eth0");
      await ip("-n", namespace, "link", "set", "eth0", "up");
      await ip("-n", namespace, "link", "set", "lo", "up");
      await ip("-n", namespace, "route", "add", "default", "via", gateway);
      return namespace;
    },
    async close() {
      for (const namespace of namespaces) await ip("netns", "del", namespace);
      await ip("link", "del", prefix);
    },
  };
}
