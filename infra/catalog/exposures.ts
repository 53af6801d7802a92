/** How users reach the entry of a workload on real machines, and what K3s needs for that. Pure data. */

export const EXPOSURES = ["NodePort", "LoadBalancer", "Ingress", "Gateway"] as const;
export type ExposureKind = (typeof EXPOSURES)[number];

/** Proxies of Ingresses. */
export const CONTROLLERS = ["traefik", "ingress-nginx"] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** Port on which K3s' Traefik serves HTTP, on each node. */
export const TRAEFIK_PORT = 80;

/** Components that K3s packages, and that an exposure needs. */
export function packagedComponents(kind: string, controller: string | undefined): string[] {
  if (kind === "LoadBalancer") return ["servicelb"];
  return kind === "Ingress" && (controller ?? "traefik") === "traefik" ? ["servicelb", "traefik"] : [];
}
