/** What the pre-flight checks, and for each what its failure means and what to do. docs/k3s.md has this table. */

export const checks = {
  tools: {
    asks: "the tools that the other checks need are on each node",
    meaning: "nothing is known about what could not be measured",
    remedy: "install the named tool on the node (ping: iputils-ping; socat; ethtool)",
  },
  overlay: {
    asks: "each node has the overlay's network device",
    meaning: "flannel did not come up there: its pods reach no other node",
    remedy: "look at the service's journal on the node; WireGuard needs its kernel module on every node",
  },
  "host-loss": {
    asks: "pings between each pair's own addresses arrive",
    meaning: "the two machines do not reach each other, or the path between them drops packets",
    remedy:
      "allow icmp and the overlay's UDP port between the two addresses, both ways; on a lossy path measure another day",
  },
  "host-mtu": {
    asks: "packets of the configured MTU pass whole between each pair's own addresses",
    meaning: "the path is narrower than the cluster was told: large packets will vanish",
    remedy: "set the cluster's mtu to the largest size that passed, for every node",
  },
  "pod-loss": {
    asks: "pings between each pair's overlay addresses arrive",
    meaning: "pods on the two nodes do not reach each other, whatever the nodes themselves do",
    remedy:
      "open 8472/udp (WireGuard: 51820/udp) both ways between the addresses that flannel uses; behind a NAT without a public address of its own a node cannot be a peer",
  },
  "pod-mtu": {
    asks: "the overlay's device has the expected MTU on each node, and packets of that size pass whole",
    meaning: "small requests work and large ones hang",
    remedy: "use one mtu for all nodes, no larger than the narrowest path; start K3s anew on the node that differs",
  },
  "large-body": {
    asks: "a TCP body of 1 MB arrives whole over the overlay between each pair",
    meaning: "ping passes but TCP does not: checksums spoilt behind a NAT, or an MTU that is too large",
    remedy:
      "switch flannel.1's checksum offload off on both nodes (`ethtool -K flannel.1 tx-checksum-ip-generic off`); then see pod-mtu",
  },
  "checksum-offload": {
    asks: "checksum offload of flannel.1 is off where VXLAN crosses a NAT",
    meaning: "checksums inside the tunnel arrive wrong: TCP and DNS between nodes time out while ping passes",
    remedy: "run the node's script again, which switches it off for good; udev must be running there",
  },
  dns: {
    asks: "each node has the API's own name from the cluster's DNS, and the configured names from its own resolver",
    meaning: "services do not find each other from there, or images cannot be pulled",
    remedy:
      "for the cluster's DNS see large-body and pod-loss towards the node that coredns runs on; for other names the node's resolver",
  },
  port: {
    asks: "ports answer from where they must, and from nowhere else",
    meaning: "a firewall rule is missing, or wider than the plan",
    remedy: "compare the firewall's rules with the plan's; close what answers to the world",
  },
} as const satisfies Record<string, { asks: string; meaning: string; remedy: string }>;

export type CheckName = keyof typeof checks;
export const checkNames = Object.keys(checks) as CheckName[];
