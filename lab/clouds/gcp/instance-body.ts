/** What a client sends for an instance: the properties that the lab gives an effect. */
import type { Resource } from "../store.ts";

export interface InstanceBody {
  machineType: string;
  hostname?: string;
  description?: string;
  desiredStatus?: string;
  deletionProtection?: boolean;
  canIpForward?: boolean;
  tags?: string[];
  labels?: Record<string, string>;
  metadata?: Record<string, string>;
  bootDisk: {
    autoDelete?: boolean;
    deviceName?: string;
    initializeParams?: { image?: string; size?: number; type?: string };
    source?: string;
  };
  attachedDisks?: unknown[];
  scratchDisks?: unknown[];
  guestAccelerators?: unknown[];
  networkInterfaces: {
    network?: string;
    subnetwork?: string;
    networkIp?: string;
    accessConfigs?: { natIp?: string; networkTier?: string }[];
  }[];
  scheduling?: {
    automaticRestart?: boolean;
    onHostMaintenance?: string;
    preemptible?: boolean;
    provisioningModel?: string;
    instanceTerminationAction?: string;
    maxRunDuration?: { seconds: number; nanos?: number };
  };
  serviceAccount?: unknown;
  shieldedInstanceConfig?: Record<string, boolean>;
}

export const instanceBody = ({ body }: Pick<Resource, "body">): InstanceBody => body as unknown as InstanceBody;

export const isSpot = ({ scheduling }: InstanceBody): boolean => scheduling?.provisioningModel === "SPOT";

export const DEFAULT_DISK_GIB = 10;
