/**
 * The router of a site. Each machine has a link of its own to it, so that it sees all packets, also those between
 * machines of the site.
 */
import { run, tryRun } from "../command.ts";
import { LabError } from "../errors.ts";
import type { PacketRule, SiteSpec } from "../protocol/machines.ts";
import { addressOf } from "../../base/ipv4.ts";
import { contains, isPublic, rangeOf } from "./addresses.ts";
import { createNamespace, inNamespace, runIp, setSysctls } from "./namespace.ts";
import { addPort, removePort, replaceRules, ROUTER_RULES, type Port } from "./ruleset.ts";

/** The first address of the range. */
const gatewayOf = (cidr: string): string => addressOf(rangeOf(cidr)[0] + 1);

export class Router {
  readonly site: SiteSpec;
  readonly namespace: string;
  readonly #ports = new Map<string, Port>();
  #devices = 0;

  constructor(site: SiteSpec, namespace: string) {
    this.site = site;
    this.namespace = namespace;
  }

  get machines(): string[] {
    return [...this.#ports.keys()];
  }

  async open(): Promise<void> {
    await createNamespace(this.namespace, { "net.ipv4.ip_forward": 1 });
    await this.#nft(ROUTER_RULES);
    // Packets to addresses that nobody has vanish.
    await runIp(
      this.namespace,
      ["default", ...this.site.cidrs].map((cidr) => `route add blackhole ${cidr}`),
    );
  }

  /**
   * Connects a machine's namespace by its `eth0`.
   * @throws LabError if the address is not in a subnet of the site, or taken
   */
  async connect(
    machine: string,
    namespace: string,
    addresses: { privateIp: string; publicIp: string | null },
  ): Promise<void> {
    const { privateIp, publicIp } = addresses;
    const cidr = this.site.cidrs.find((range) => contains(rangeOf(range), privateIp));
    if (cidr === undefined)
      throw new LabError(
        "LAB_NOT_FOUND",
        `${privateIp} is in none of the subnets of site ${this.site.name}: ${this.site.cidrs.join(", ")}.`,
      );
    const gateway = gatewayOf(cidr);
    const holder = [...this.#ports].find(([, port]) => port.privateIp === privateIp)?.[0];
    if (holder !== undefined || privateIp === gateway)
      throw new LabError("LAB_ALREADY_EXISTS", `${privateIp} is taken: ${holder ?? "the router"} has it.`);
    const device = `p${(this.#devices += 1)}`;
    const port = { device, privateIp, publicIp, reachesInternet: publicIp !== null || isPublic(privateIp) };
    this.#ports.set(machine, port);
    try {
      await this.#wire(device, namespace, { privateIp, gateway, cidr });
      await this.#nft(addPort(port));
    } catch (error) {
      this.#ports.delete(machine);
      throw error;
    }
  }

  async disconnect(machine: string): Promise<void> {
    const port = this.#port(machine);
    this.#ports.delete(machine);
    await this.#nft(removePort(port));
    // The end of the machine's namespace takes it along, but later: until then its route is in the way of the next link's.
    await tryRun(["ip", "-n", this.namespace, "link", "delete", port.device]);
  }

  async setRules(machine: string, rules: readonly PacketRule[]): Promise<void> {
    await this.#nft(replaceRules(this.#port(machine), rules));
  }

  async #wire(
    device: string,
    namespace: string,
    to: { privateIp: string; gateway: string; cidr: string },
  ): Promise<void> {
    const { mtu } = this.site;
    const { privateIp, gateway, cidr } = to;
    await runIp(this.namespace, [
      `link add ${device} mtu ${mtu} type veth peer name eth0 mtu ${mtu} netns ${namespace}`,
      `addr add ${gateway}/32 dev ${device}`,
      `link set ${device} up`,
      `route add ${privateIp}/32 dev ${device}`,
    ]);
    // Neighbours in the subnet are reached through the router too, at once.
    await setSysctls(this.namespace, {
      [`net.ipv4.conf.${device}.proxy_arp`]: 1,
      [`net.ipv4.neigh.${device}.proxy_delay`]: 0,
    });
    // Else TCP inside VXLAN has wrong checksums behind the NAT, as where a cloud's own devices compute them.
    await run(inNamespace(namespace, ["ethtool", "-K", "eth0", "tx", "off"]));
    await runIp(namespace, [
      `addr add ${privateIp}/${cidr.split("/")[1]} dev eth0`,
      "link set eth0 up",
      `route add default via ${gateway}`,
    ]);
  }

  #port(machine: string): Port {
    const port = this.#ports.get(machine);
    if (port === undefined) throw new LabError("LAB_NOT_FOUND", `Site ${this.site.name} has no machine ${machine}.`);
    return port;
  }

  async #nft(text: string): Promise<void> {
    await run(inNamespace(this.namespace, ["nft", "-f", "-"]), text);
  }
}
