/** What a client sends for a virtual machine: the properties that the lab gives an effect. */
import type { Resource } from "../store.ts";

export interface MachineBody {
  hardwareProfile?: { vmSize?: string };
  osProfile?: {
    computerName?: string;
    adminUsername?: string;
    adminPassword?: string;
    customData?: string;
    linuxConfiguration?: {
      disablePasswordAuthentication?: boolean;
      ssh?: { publicKeys?: { path?: string; keyData?: string }[] };
    };
  };
  storageProfile?: {
    imageReference?: { publisher?: string; offer?: string; sku?: string; version?: string; id?: string };
    osDisk?: {
      name?: string;
      createOption?: string;
      diskSizeGB?: number;
      deleteOption?: string;
      managedDisk?: { storageAccountType?: string };
    };
    dataDisks?: unknown[];
  };
  networkProfile?: { networkInterfaces?: { id?: string; primary?: boolean; deleteOption?: string }[] };
  priority?: string;
  evictionPolicy?: string;
  billingProfile?: { maxPrice?: number };
  availabilitySet?: unknown;
  zones?: string[];
  tags?: Record<string, string>;
}

export const machineBody = ({ body }: Pick<Resource, "body">): MachineBody => body;

export const MIN_DISK_GIB = 30;

export const interfaceId = (body: MachineBody): string => body.networkProfile!.networkInterfaces![0]!.id!;

export const isSpot = ({ priority = "Regular" }: MachineBody): boolean =>
  ["spot", "low"].includes(priority.toLowerCase());
