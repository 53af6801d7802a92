/** K3s gives the cluster's DNS the tenth address of the service range. */
const DNS_HOST = 10;

/** @param serviceCidr IPv4, for instance 10.43.0.0/16 */
export function clusterDnsAddress(serviceCidr: string): string {
  const [network = ""] = serviceCidr.split("/");
  const value = network.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + DNS_HOST;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
