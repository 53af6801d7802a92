import { randomUUID } from "node:crypto";
import { OWN_FOLDERS, type SeedFile } from "../hosts/seed/files.ts";
import type { Seed } from "../hosts/seed/write.ts";
import type { MachineSpec } from "../protocol/machines.ts";

export interface LabMachinesOptions {
  /** Folder of the lab. */
  dir: string;
  /** Folder that the machines see as /opt/lab, read-only; `undefined`: none. */
  partsDir?: string;
  /** Of losses and jitter between the sites. Default: 1. */
  seed?: number;
  /** Each way between two sites of machines. The operator and other ends are near to all. Default: 0. */
  delayMs?: number;
  /** Of the machines' /etc/resolv.conf. Default: none. */
  nameservers?: readonly string[];
  /** Addresses by name, for the machines' /etc/hosts. */
  knownHosts?: Readonly<Record<string, string>>;
  /** Also on each machine's disk at its first boot. */
  seedFiles?: readonly SeedFile[];
}

/** What a new machine's disk holds. */
export function seedOf(spec: MachineSpec, options: LabMachinesOptions): Seed {
  const { nameservers = [], knownHosts = {}, seedFiles = [] } = options;
  // A machine that is created again is another one.
  const machineId = randomUUID().replaceAll("-", "");
  return {
    identity: {
      ...{ hostname: spec.hostname, address: spec.privateIp, machineId, nameservers, knownHosts },
      permitsRootLogin: spec.users.some(({ name }) => name === "root"),
    },
    users: spec.users,
    ownFolders: OWN_FOLDERS,
    files: seedFiles,
  };
}
