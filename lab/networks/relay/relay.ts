/** The internet between the sites: takes packets from each site's router, and hands them to the one that has their destination. */
import { mulberry32 } from "../../../base/random.ts";
import { numberOf } from "../../../base/ipv4.ts";
import { fragment, fragmentationNeeded, readHeader } from "./packet.ts";
import { Path, PERFECT_PATH, type PathCounts, type PathSettings } from "./path.ts";

export interface RelaySettings {
  seed: number;
  /** Which site has an address. */
  sites: Readonly<Record<string, string>>;
  /** By `from>to`. What is not listed is perfect. */
  paths: Readonly<Record<string, PathSettings>>;
}

export interface RelayCounts {
  paths: Record<string, PathCounts>;
  /** Packets to addresses that no site has. */
  unrouted: number;
}

interface Clock {
  now(): number;
  at(dueMs: number, action: () => void): void;
}

/** Source of its ICMP messages. */
const OWN_ADDRESS = numberOf("192.0.2.1");

export class Relay {
  readonly #clock: Clock;
  readonly #deliver: (site: string, packet: Buffer) => void;
  readonly #paths = new Map<string, Path>();
  #siteOf = new Map<number, string>();
  #settings: RelaySettings = { seed: 0, sites: {}, paths: {} };
  #unrouted = 0;

  /** @param deliver hands a packet to a site's router */
  constructor(clock: Clock, deliver: (site: string, packet: Buffer) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  /** Replaces all settings. Packets under way arrive as before. */
  configure(settings: RelaySettings): void {
    this.#settings = settings;
    this.#siteOf = new Map(Object.entries(settings.sites).map(([address, site]) => [numberOf(address), site]));
    for (const [name, path] of this.#paths) path.settings = settings.paths[name] ?? PERFECT_PATH;
  }

  counts(): RelayCounts {
    const paths = Object.fromEntries([...this.#paths].map(([name, path]) => [name, { ...path.counts }]));
    return { paths, unrouted: this.#unrouted };
  }

  /** @param from the site that the packet comes from */
  receive(from: string, packet: Buffer): void {
    const header = readHeader(packet);
    if (header === undefined) return;
    const to = this.#siteOf.get(header.destination);
    if (to === undefined || to === from) {
      this.#unrouted += 1;
      return;
    }
    const path = this.#path(from, to);
    const { mtu, tellsTooLarge } = path.settings;
    if (packet.length <= mtu) this.#send(path, to, packet);
    else if (header.mayFragment) for (const part of fragment(packet, mtu)) this.#send(path, to, part);
    else {
      path.counts.tooLarge += 1;
      if (tellsTooLarge) this.#send(this.#path(to, from), from, fragmentationNeeded(packet, mtu, OWN_ADDRESS));
    }
  }

  #send(path: Path, to: string, packet: Buffer): void {
    const dueMs = path.send(this.#clock.now(), packet.length);
    if (dueMs !== undefined) this.#clock.at(dueMs, () => this.#deliver(to, packet));
  }

  #path(from: string, to: string): Path {
    const name = `${from}>${to}`;
    let path = this.#paths.get(name);
    if (path === undefined) {
      const random = mulberry32(this.#settings.seed + this.#paths.size);
      path = new Path(this.#settings.paths[name] ?? PERFECT_PATH, random);
      this.#paths.set(name, path);
    }
    return path;
  }
}
