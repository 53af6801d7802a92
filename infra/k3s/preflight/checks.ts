/** The pre-flight checks: when each passes, what a failure means, and what to do. docs/k3s.md has this table. */

export const CHECKS = {
  tools: {
    passesIf: "each node has Python 3, which all other checks on the node need",
    meaning: "nothing else could be measured on this node or to it, so those checks are unknown",
    remedy: "install python3 on the node; the images of clouds have it",
  },
  overlay: {
    passesIf: "each node has the network device of the overlay",
    meaning: "flannel did not start on the node, so its pods cannot reach other nodes",
    remedy: "read the journal of the K3s service on the node; WireGuard needs its kernel module on every node",
  },
  "host-loss": {
    passesIf: "pings between the addresses of each pair of nodes arrive",
    meaning: "the two machines cannot reach each other, or the path between them drops packets",
    remedy:
      "allow ICMP and the UDP port of the overlay between the two addresses, in both directions; if the path is lossy, measure at another time",
  },
  "host-mtu": {
    passesIf: "packets of the configured MTU pass unfragmented between the addresses of each pair of nodes",
    meaning: "the path has a smaller MTU than configured, so large packets are lost",
    remedy: "set the `mtu` of the topology to the largest size that passed",
  },
  "pod-loss": {
    passesIf: "pings between the overlay addresses of each pair of nodes arrive",
    meaning: "pods on the two nodes cannot reach each other, even if the nodes can",
    remedy:
      "open 8472/udp (WireGuard: 51820/udp) in both directions between the addresses that flannel uses; a node behind a NAT without a public address of its own cannot be a peer",
  },
  "pod-mtu": {
    passesIf: "the overlay device of each node has the expected MTU, and packets of this size pass unfragmented",
    meaning: "small requests work, but large ones hang",
    remedy:
      "use one MTU for all nodes, not larger than that of the narrowest path; restart K3s on the node that differs",
  },
  "large-body": {
    passesIf: "a TCP body of 1 MB arrives completely over the overlay between each pair of nodes",
    meaning: "ping works, but TCP does not: checksums are wrong behind a NAT, or the MTU is too large",
    remedy:
      "disable checksum offload of flannel.1 on both nodes (`ethtool -K flannel.1 tx-checksum-ip-generic off`); then see pod-mtu",
  },
  "checksum-offload": {
    passesIf: "checksum offload of flannel.1 is disabled if VXLAN crosses a NAT",
    meaning: "checksums inside the tunnel are wrong: ping works, but TCP and DNS between nodes time out",
    remedy: "run the node's script again, which disables it permanently; udev must run on the node",
  },
  dns: {
    passesIf:
      "each node resolves the name of the API through the cluster's DNS, and the configured names through its own resolver",
    meaning: "services on the node cannot find each other, or images cannot be pulled",
    remedy:
      "for the cluster's DNS, see large-body and pod-loss for the node that runs CoreDNS; for other names, check the resolver of the node",
  },
  port: {
    passesIf: "ports answer where they must, and nowhere else",
    meaning: "a firewall rule is missing, or allows more than the plan",
    remedy: "compare the rules of the firewall with those of the plan; block ports that answer to the internet",
  },
  entry: {
    passesIf:
      "the port of the entry answers this machine on each node that may run it; before the roll-out, the pre-flight listens there",
    meaning: "neither users nor the load could reach the workload",
    remedy:
      "open the port to this machine's address: `access.adminCidrs` names those that the clouds' rules admit; the owner of an existing machine opens it there",
  },
} as const satisfies Record<string, { passesIf: string; meaning: string; remedy: string }>;

export type CheckName = keyof typeof CHECKS;
export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[];
