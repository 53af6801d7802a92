"""Everything that one node can see of the others."""


def probe(peers, ports, names, dns_address, sizes, ping_count, body):
    """peers have an address for each network; null: none."""
    for peer in peers:
        for network in ("host", "pod"):
            if peer[network] is not None:
                probe_ping(network, peer["name"], peer[network], ping_count)
                probe_mtu(network, peer["name"], peer[network], sizes)
        if peer["pod"] is not None:
            probe_body(peer["name"], peer["pod"], body["port"], body["bytes"], body["limit_s"])
    for port in ports:
        probe_port(**port)
    probe_cluster_dns(dns_address)
    for name in names:
        probe_host_dns(name)
