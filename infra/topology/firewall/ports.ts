/** Ports that something listens on. */
export const ports = { ssh: 22, api: 6443, kubelet: 10_250, nodeExporter: 9100 } as const;

/** UDP port of the overlay's outer packets. */
export const overlayPorts = { vxlan: 8472, "wireguard-native": 51_820 } as const;
