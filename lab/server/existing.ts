/** Machines that no cloud of the lab created: each belongs to another owner and is at a site of its own, with a public address. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { LabError } from "../errors.ts";
import type { ExistingMachine, ExistingRequest } from "../protocol/lab.ts";
import type { Machines, PacketRule } from "../protocol/machines.ts";

const USER = "ubuntu";
const MTU = 1500;
const DISK_GIB = 32;
/** Each machine has a network of eight addresses of this range, of which the first is its router's. */
const FIRST_NETWORK = 128;
const NETWORK_SIZE = 8;

/** Where the lab's operator is in its internet. */
export const OPERATOR_IP = "203.0.113.7";
const OPERATOR = [`${OPERATOR_IP}/32`];
/** The clouds' and other owners' machines. */
const PEERS = ["198.51.100.0/24", "203.0.113.128/25", "192.0.2.128/25"];
const ports = (...each: number[]) => each.map((port) => [port, port] as const);

/** What owners are asked to open: SSH, the API and the shop to the operator, and what nodes use among themselves to these. */
const RULES: readonly PacketRule[] = [
  { allow: true, protocol: "tcp", sources: OPERATOR, ports: ports(22, 6443, 30080) },
  { allow: true, protocol: "tcp", sources: PEERS, ports: ports(6443, 9100, 10250) },
  { allow: true, protocol: "udp", sources: PEERS, ports: ports(8472) },
  { allow: true, protocol: "icmp", sources: [...OPERATOR, ...PEERS], ports: null },
];

export class ExistingMachines {
  readonly #machines: Machines;
  readonly #networks = new Map<string, number>();
  /** All have one owner, whose key a stack names once. */
  readonly #access = newKey("owner");

  constructor(machines: Machines) {
    this.#machines = machines;
  }

  get names(): string[] {
    return [...this.#networks.keys()];
  }

  /** Boots one, and gives its owner's keys away. */
  async add({ name, cpus, memoryMiB }: ExistingRequest): Promise<ExistingMachine> {
    const network = FIRST_NETWORK + NETWORK_SIZE * this.#freeNetwork();
    const publicIp = `192.0.2.${network + 2}`;
    const hostKey = newKey(name);
    await this.#machines.openSite({ name, cidrs: [`192.0.2.${network}/29`], mtu: MTU });
    this.#networks.set(name, network);
    await this.#machines.create({
      ...{ name, site: name, hostname: name, cpus, memoryMiB, diskGiB: DISK_GIB },
      privateIp: publicIp,
      publicIp: null,
      userData: `#cloud-config\n${stringify({
        ssh_deletekeys: true,
        ssh_genkeytypes: [],
        ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
      })}`,
      users: [{ name: USER, authorizedKeys: [this.#access.publicKey] }],
    });
    await this.#machines.setRules(name, RULES);
    return { publicIp, hostKey: hostKey.publicKey, sshUser: USER, privateKey: this.#access.privateKey };
  }

  async remove(name: string): Promise<void> {
    await this.#machines.delete(name);
    await this.#machines.closeSite(name);
    this.#networks.delete(name);
  }

  #freeNetwork(): number {
    const used = new Set(this.#networks.values());
    for (let i = 0; ; i += 1) if (!used.has(FIRST_NETWORK + NETWORK_SIZE * i)) return i;
  }
}

/** OpenSSH's own format, which Node's crypto cannot write. */
function newKey(comment: string): { privateKey: string; publicKey: string } {
  const folder = mkdtempSync(join(tmpdir(), "lab-key-"));
  try {
    const file = join(folder, "key");
    const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]);
    if (made.status !== 0) throw new LabError("LAB_COMMAND_FAILED", `ssh-keygen failed: ${made.stderr.toString()}`);
    return { privateKey: readFileSync(file, "utf8"), publicKey: readFileSync(`${file}.pub`, "utf8").trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
