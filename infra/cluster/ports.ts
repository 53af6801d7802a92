/** What the pre-flight looks at beside the usual: the ports that Prometheus will ask. Pure. */
import type { K3sCluster } from "../k3s/model.ts";
import { usualPorts, type ExpectedPort } from "../k3s/preflight/expectation.ts";
import { KUBELET_PORT } from "../observability/names.ts";
import type { KubernetesPlan } from "../topology/kubernetes/model.ts";

/** Where Prometheus reaches a node: its own network's address for a neighbour, the public one for all others. */
export function scrapeAddress(
  { scrapeNetworks }: Pick<KubernetesPlan, "scrapeNetworks">,
  { name, nodeIp, publicIp }: K3sCluster["nodes"][number],
): string {
  const isNear = scrapeNetworks[name] === "private";
  return (isNear ? (nodeIp ?? publicIp) : publicIp)!;
}

/** node-exporter is not there yet: its port is Prometheus' own to report. */
export function preflightPorts(plan: KubernetesPlan, cluster: K3sCluster): ExpectedPort[] {
  const scraped = cluster.nodes.filter(({ name }) => name !== plan.scraper);
  const why = "Prometheus reads what containers use";
  return [
    ...usualPorts(cluster),
    ...scraped.map((node): ExpectedPort => {
      const address = scrapeAddress(plan, node);
      return { from: plan.scraper, to: node.name, address, port: KUBELET_PORT, answers: true, why };
    }),
  ];
}
