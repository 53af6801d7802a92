import type { Disk } from "../hosts/disk.ts";
import type { Host } from "../hosts/host.ts";
import type { MachineSpec, PacketRule } from "../protocol/machines.ts";

/** What the lab knows of a machine. */
export interface MachineRecord {
  spec: MachineSpec;
  folder: string;
  disk: Disk;
  /** Running, if it is there. */
  host: Host | undefined;
  /** Its address on the internet, once packets to it are routed there. */
  announced: string | undefined;
  rules: readonly PacketRule[] | undefined;
  /** The operation under way; the next one waits for it. */
  operation: Promise<void>;
}
