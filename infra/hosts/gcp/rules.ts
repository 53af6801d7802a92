/** The plan's rules as firewall rules of the stack's network, by tag: each machine's tag is its own name. */
import * as pulumi from "@pulumi/pulumi";
import { Firewall } from "@pulumi/gcp/compute/firewall.js";
import type { Peer, Rule } from "../../catalog/firewall.ts";
import { slug } from "../../catalog/names.ts";
import { prefixOf, type Addresses } from "../cloud/addresses.ts";
import type { GcpNetwork } from "./network.ts";

/** Inside the network a machine is known by its tag, whatever its address. */
const isByTag = (peer: Peer): peer is { node: string; network: "private" } =>
  "node" in peer && peer.network === "private";

/** The network has no rule of its own but Google's last one, which lets nothing in. */
export function gcpRules(network: GcpNetwork, rules: readonly Rule[], addresses: Addresses): Firewall[] {
  const tagOf = (node: string): string => network.nodes[node]!.machine.name;
  return rules
    .filter(({ site }) => site === network.site)
    .map(({ kind, sources, targets, protocol, port, why }) => {
      const tags = sources.filter(isByTag).map(({ node }) => tagOf(node));
      const ranges = sources.filter((peer) => !isByTag(peer)).map((peer) => prefixOf(peer, addresses));
      return new Firewall(`gcp-${kind}`, {
        name: slug(`${network.name}-${kind}`),
        project: network.project,
        network: network.network.id,
        direction: "INGRESS",
        description: why,
        // Either is enough for Google: a rule with none of both would be open to the world.
        ...(tags.length > 0 ? { sourceTags: tags } : {}),
        ...(ranges.length > 0 ? { sourceRanges: pulumi.all(ranges) } : {}),
        targetTags: targets.map(tagOf),
        allows: [{ protocol, ...(port === null ? {} : { ports: [String(port)] }) }],
      });
    });
}
