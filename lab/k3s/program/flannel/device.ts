/** The interfaces of the overlay. */
import { run } from "../../../command.ts";

/** What VXLAN's and the outer headers take of a packet, in bytes. */
export const VXLAN_OVERHEAD = 50;

interface Link {
  ifname: string;
  address: string;
  mtu: number;
  linkinfo?: { info_data?: { id?: number; link?: string; local?: string; port?: number; learning?: boolean } };
}

const show = async <T>(...args: string[]): Promise<T[]> =>
  JSON.parse((await run(["ip", "-j", "-d", ...args])) || "[]") as T[];

export const findLink = async (name: string): Promise<Link | undefined> =>
  (await show<Link>("link", "show")).find(({ ifname }) => ifname === name);

/** The interface that has the address. */
export async function interfaceOf(address: string): Promise<string | undefined> {
  const links = await show<{ ifname: string; addr_info: { local: string }[] }>("-4", "addr", "show");
  return links.find(({ addr_info }) => addr_info.some(({ local }) => local === address))?.ifname;
}

/** The first IPv4 address of an interface. */
export async function addressOf(name: string): Promise<string | undefined> {
  const links = await show<{ addr_info: { local: string; family: string }[] }>("-4", "addr", "show", "dev", name);
  return links[0]?.addr_info.find(({ family }) => family === "inet")?.local;
}

export interface VxlanDevice {
  name: string;
  vni: number;
  port: number;
  /** The interface below, and its address. */
  iface: string;
  local: string;
  mtu: number;
}

function isSame(link: Link, { vni, port, iface, local }: VxlanDevice): boolean {
  const data = link.linkinfo?.info_data ?? {};
  return data.id === vni && data.port === port && data.local === local && data.link === iface && data.learning !== true;
}

/**
 * A device that is there and has the same ends is taken as it is, also with another MTU, as flannel does.
 *
 * @param address of this node in the overlay
 * @returns its hardware address
 */
export async function ensureVxlan(device: VxlanDevice, address: string): Promise<string> {
  const { name, vni, port, iface, local, mtu } = device;
  const there = await findLink(name);
  if (there && !isSame(there, device)) await run(["ip", "link", "delete", name]);
  if (!there || !isSame(there, device)) {
    const type = ["type", "vxlan", "id", `${vni}`, "dev", iface, "local", local, "dstport", `${port}`, "nolearning"];
    await run(["ip", "link", "add", name, "mtu", `${mtu}`, ...type]);
  }
  await run(["ip", "addr", "replace", `${address}/32`, "dev", name]);
  await run(["ip", "link", "set", name, "up"]);
  return (await findLink(name))!.address;
}
