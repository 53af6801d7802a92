/** Ways to the pods of other nodes. */
import { run, tryRun } from "../../../command.ts";

export interface Peer {
  /** CIDR of its pods. */
  subnet: string;
  /** Where its packets go: the address of its device's outside, or of the node itself. */
  outside: string;
  /** Hardware address of its device; none where packets are routed. */
  mac: string | undefined;
}

const innerOf = ({ subnet }: Peer): string => subnet.split("/")[0]!;

async function add(device: string, peer: Peer): Promise<void> {
  if (peer.mac === undefined)
    return void (await run(["ip", "route", "replace", peer.subnet, "via", peer.outside, "dev", device]));
  const inner = innerOf(peer);
  await run(["bridge", "fdb", "replace", peer.mac, "dev", device, "dst", peer.outside]);
  await run(["ip", "neigh", "replace", inner, "lladdr", peer.mac, "dev", device, "nud", "permanent"]);
  await run(["ip", "route", "replace", peer.subnet, "via", inner, "dev", device, "onlink"]);
}

async function remove(device: string, peer: Peer): Promise<void> {
  await tryRun(["ip", "route", "del", peer.subnet, "dev", device]);
  if (peer.mac === undefined) return;
  await tryRun(["ip", "neigh", "del", innerOf(peer), "dev", device]);
  await tryRun(["bridge", "fdb", "del", peer.mac, "dev", device, "dst", peer.outside]);
}

/** Keeps the ways on a device equal to the peers that are there. */
export class Ways {
  readonly #device: string;
  #peers = new Map<string, Peer>();

  constructor(device: string) {
    this.#device = device;
  }

  /** What an earlier run left on the device and nobody is behind goes. */
  async clean(peers: readonly Peer[]): Promise<void> {
    const routes = JSON.parse((await run(["ip", "-j", "route", "show", "dev", this.#device])) || "[]") as {
      dst: string;
      gateway?: string;
    }[];
    for (const { dst, gateway } of routes)
      if (gateway !== undefined && dst !== "default" && !peers.some(({ subnet }) => subnet === dst))
        await run(["ip", "route", "del", dst, "dev", this.#device]);
    const entries = JSON.parse((await run(["bridge", "-j", "fdb", "show", "dev", this.#device])) || "[]") as {
      mac: string;
      dst?: string;
    }[];
    for (const { mac, dst } of entries)
      if (dst !== undefined && !peers.some((peer) => peer.mac === mac && peer.outside === dst))
        await run(["bridge", "fdb", "del", mac, "dev", this.#device, "dst", dst]);
  }

  async set(peers: readonly Peer[]): Promise<void> {
    const wanted = new Map(peers.map((peer) => [peer.subnet, peer]));
    for (const [subnet, peer] of this.#peers) {
      const next = wanted.get(subnet);
      if (next?.mac === peer.mac && next?.outside === peer.outside) continue;
      await remove(this.#device, peer);
      this.#peers.delete(subnet);
    }
    for (const [subnet, peer] of wanted) {
      if (this.#peers.has(subnet)) continue;
      await add(this.#device, peer);
      this.#peers.set(subnet, peer);
    }
  }
}
