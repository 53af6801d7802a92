/** What a node is made of where it is a real machine: all that a cloud, or an owner, has to be told. */

export interface AzureMachine {
  kind: "azure";
  /** Of the virtual machine, its network card, address and disk, within the stack's resource group. */
  name: string;
  vmSize: string;
  region: string;
  isSpot: boolean;
  diskGiB: number;
}

export interface GcpMachine {
  kind: "gcp";
  /** Of the instance, its address and its network tag: unique in the project. */
  name: string;
  machineType: string;
  region: string;
  zone: string;
  isSpot: boolean;
  diskGiB: number;
}

/** A machine that Stackmark does not create. Null: a required setting that is missing, which is a problem for `up`. */
export interface ExistingMachine {
  kind: "existing";
  /** Address that other networks reach it at. */
  publicIp: string | null;
  /** Address that its own interface has. Null: that of its default route. */
  privateIp: string | null;
  /** Some router translates `publicIp` for it. */
  isBehindNat: boolean;
  /** `manual`: nobody can log in from here; its owner runs a script. */
  join: "ssh" | "manual";
  sshUser: string;
  sshPort: number;
  /** A line of `authorized_keys`: what the machine proves itself by. Null with `join: ssh`: not known yet. */
  hostKey: string | null;
}

export type Machine = AzureMachine | GcpMachine | ExistingMachine;
