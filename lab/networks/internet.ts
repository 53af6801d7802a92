/** The lab's internet: a relay in a namespace of its own, and a tunnel from it to the router of each site. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { LabError } from "../errors.ts";
import { PUBLIC_CIDRS } from "./addresses.ts";
import { createNamespace, inNamespace, runIp } from "./namespace.ts";
import { pathProblems, PERFECT_PATH, type PathSettings } from "./relay/path.ts";
import { RELAY_PORT, type RelayRequest } from "./relay/protocol.ts";
import type { RelayCounts } from "./relay/relay.ts";
import { tryRun } from "../command.ts";
import { holdsWithin } from "../wait.ts";

/** Of the links between routers and relay, on which a packet of 1500 bytes has another header. */
const TUNNEL_MTU = 9000;
const DEVICE = { limitMs: 10_000, everyMs: 10 };
/** Packets that wait in a router's tunnel device. */
const QUEUE_LENGTH = 4000;

/** For packets that arrive while a busy machine lets the tunnel wait; the kernel may allow less. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/** Ends with the lab's daemon. */
const DIES_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL"];

const closedError = (): LabError => new LabError("LAB_WRONG_STATE", "The lab's internet is closed.");

export class Internet {
  readonly #namespace: string;
  readonly #seed: number;
  #relay: ChildProcess | undefined;
  /** Requests under way, in order. */
  readonly #requests: PromiseWithResolvers<unknown>[] = [];
  readonly #tunnels = new Map<string, ChildProcess>();
  readonly #routers: Record<string, string> = {};
  readonly #siteOf = new Map<string, string>();
  readonly #paths = new Map<string, PathSettings>();
  #links = 0;

  /**
   * @param namespace name of its own namespace
   * @param seed of losses and jitter
   */
  constructor(namespace: string, seed: number) {
    this.#namespace = namespace;
    this.#seed = seed;
  }

  async open(): Promise<void> {
    await createNamespace(this.#namespace);
    const relay = spawn(
      DIES_WITH_PARENT[0]!,
      [
        ...DIES_WITH_PARENT.slice(1),
        ...inNamespace(this.#namespace, [process.execPath, join(import.meta.dirname, "relay/main.ts")]),
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    this.#relay = relay;
    relay.stdin.on("error", () => undefined);
    const lines = createInterface({ input: relay.stdout });
    lines.on("line", (line) => this.#requests.shift()?.resolve(JSON.parse(line)));
    relay.once("exit", () => {
      this.#relay = undefined;
      for (const request of this.#requests.splice(0)) request.reject(closedError());
    });
    await this.#answer();
  }

  /** Whether a site is connected. */
  has(name: string): boolean {
    return this.#tunnels.has(name);
  }

  /** Connects the namespace of a site's router: its `wan0` leads to all public addresses. @param name of the site */
  async connect(name: string, router: string): Promise<void> {
    const index = (this.#links += 1);
    // Two addresses each, of 10.254.0.0/16.
    const [low, high] = [Math.floor(index / 64), (index % 64) * 4];
    const [own, far] = [`10.254.${low}.${high + 1}`, `10.254.${low}.${high + 2}`];
    const device = `u${index}`;
    await runIp(this.#namespace, [
      `link add ${device} mtu ${TUNNEL_MTU} type veth peer name under mtu ${TUNNEL_MTU} netns ${router}`,
      `addr add ${own}/30 dev ${device}`,
      `link set ${device} up`,
    ]);
    await runIp(router, [`addr add ${far}/30 dev under`, "link set under up"]);
    const tun = "TUN,tun-name=wan0,tun-type=tun,iff-no-pi,iff-up";
    const udp = `UDP4-DATAGRAM:${own}:${RELAY_PORT},bind=${far}:${RELAY_PORT},rcvbuf=${BUFFER_BYTES},sndbuf=${BUFFER_BYTES}`;
    const [file, ...words] = [...DIES_WITH_PARENT, ...inNamespace(router, ["socat", tun, udp])];
    const tunnel = spawn(file!, words, { stdio: "ignore" });
    this.#tunnels.set(name, tunnel);
    await this.#untilDevice(router);
    await runIp(router, [
      `link set wan0 txqueuelen ${QUEUE_LENGTH}`,
      ...PUBLIC_CIDRS.map((cidr) => `route add ${cidr} dev wan0`),
    ]);
    this.#routers[name] = far;
    await this.#configure();
  }

  async disconnect(name: string): Promise<void> {
    const tunnel = this.#tunnels.get(name);
    this.#tunnels.delete(name);
    delete this.#routers[name];
    for (const [address, site] of this.#siteOf) if (site === name) this.#siteOf.delete(address);
    // Another site of this name begins with the usual ways.
    for (const way of this.#paths.keys()) if (way.split(">").includes(name)) this.#paths.delete(way);
    await end(tunnel);
    if (this.#relay !== undefined) await this.#configure();
  }

  /** Packets to the address go to that site. */
  async announce(address: string, site: string): Promise<void> {
    const other = this.#siteOf.get(address);
    if (other !== undefined)
      throw new LabError("LAB_ALREADY_EXISTS", `The address ${address} is taken: site ${other} has it.`);
    this.#siteOf.set(address, site);
    await this.#configure();
  }

  async withdraw(address: string): Promise<void> {
    this.#siteOf.delete(address);
    if (this.#relay !== undefined) await this.#configure();
  }

  /** Changes some settings of the way from one site to another; those of the way back stay. */
  async setPath(from: string, to: string, settings: Partial<PathSettings>): Promise<void> {
    for (const site of [from, to])
      if (!this.#tunnels.has(site)) throw new LabError("LAB_NOT_FOUND", `There is no site ${site} in the lab.`);
    const changed = { ...this.path(from, to), ...settings };
    const problems = pathProblems(changed);
    if (problems.length > 0)
      throw new LabError("LAB_MALFORMED_REQUEST", `The path from ${from} to ${to}: ${problems.join("; ")}.`);
    this.#paths.set(`${from}>${to}`, changed);
    await this.#configure();
  }

  path(from: string, to: string): PathSettings {
    return this.#paths.get(`${from}>${to}`) ?? PERFECT_PATH;
  }

  counts(): Promise<RelayCounts> {
    return this.#request({ kind: "counts" }) as Promise<RelayCounts>;
  }

  async close(): Promise<void> {
    for (const tunnel of this.#tunnels.values()) await end(tunnel);
    this.#tunnels.clear();
    this.#relay?.stdin?.end();
    await end(this.#relay);
    this.#relay = undefined;
  }

  async #configure(): Promise<void> {
    const settings = {
      seed: this.#seed,
      sites: Object.fromEntries(this.#siteOf),
      paths: Object.fromEntries(this.#paths),
    };
    await this.#request({ kind: "configure", settings, routers: this.#routers });
  }

  #request(request: RelayRequest): Promise<unknown> {
    if (this.#relay === undefined) return Promise.reject(closedError());
    this.#relay.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.#answer();
  }

  #answer(): Promise<unknown> {
    const request = Promise.withResolvers<unknown>();
    this.#requests.push(request);
    return request.promise;
  }

  async #untilDevice(router: string): Promise<void> {
    const isUp = async () => (await tryRun(["ip", "-n", router, "link", "show", "wan0", "up"])) !== "";
    if (await holdsWithin(isUp, DEVICE)) return;
    throw new LabError("LAB_COMMAND_FAILED", `The tunnel of ${router} did not come up: does socat know TUN here?`);
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
