import type { RelaySettings } from "./relay.ts";

/** Where the relay and the routers' ends of the tunnels receive packets, each as one UDP datagram. */
export const RELAY_PORT = 7000;

export type RelayRequest =
  | { kind: "counts" }
  | {
      kind: "configure";
      settings: RelaySettings;
      /** Address of each site's end of the tunnel. */
      routers: Readonly<Record<string, string>>;
    };
