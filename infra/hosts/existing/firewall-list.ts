/** What the owner of a machine has to open: we don't own its firewall, so it is said, and checked before any load. Pure. */
import type { Peer } from "../../catalog/firewall.ts";
import type { KubernetesPlan } from "../../topology/kubernetes/model.ts";

/** @param addressOf of a node, as others see it */
export function firewallList(
  { rules }: Pick<KubernetesPlan, "rules">,
  node: string,
  addressOf: (node: string) => string,
): string[] {
  const from = (peer: Peer): string => ("cidr" in peer ? peer.cidr : `${addressOf(peer.node)}/32`);
  return rules
    .filter(({ targets }) => targets.includes(node))
    .map(({ sources, protocol, port, why }) => {
      const what = port === null ? protocol : `${port}/${protocol}`;
      const others = sources.filter((peer) => !("node" in peer && peer.node === node));
      return `${what} from ${others.map(from).join(", ")}: ${why}`;
    });
}
