/** The services of each workload, by the names of their replicas. */
import { SERVICES as STOREFRONT_SERVICES } from "../../lab/protocol/services.ts";

/** Services of Online Boutique: names of their Deployments, and their keys in the chart. */
export const BOUTIQUE_SERVICES = {
  adservice: "adService",
  cartservice: "cartService",
  checkoutservice: "checkoutService",
  currencyservice: "currencyService",
  emailservice: "emailService",
  frontend: "frontend",
  paymentservice: "paymentService",
  productcatalogservice: "productCatalogService",
  recommendationservice: "recommendationService",
  shippingservice: "shippingService",
} as const;

export type BoutiqueServiceName = keyof typeof BOUTIQUE_SERVICES;
/** The store of carts: a Deployment of the chart without settings. */
const CART_STORE = "redis-cart";

export type Profile = "full" | "minimal";

/** Services that the profile `minimal` does not deploy. */
const NOT_IN_MINIMAL: readonly BoutiqueServiceName[] = ["adservice", "recommendationservice", "emailservice"];

const BOUTIQUE_SERVICE_NAMES = Object.keys(BOUTIQUE_SERVICES) as BoutiqueServiceName[];

export const isDeployed = (service: BoutiqueServiceName, profile: Profile): boolean =>
  profile === "full" || !NOT_IN_MINIMAL.includes(service);

/** Names of all Deployments of a profile. */
export const deploymentsOf = (profile: Profile): string[] => [
  ...BOUTIQUE_SERVICE_NAMES.filter((service) => isDeployed(service, profile)),
  CART_STORE,
];

export type ServiceName = (typeof STOREFRONT_SERVICES)[number] | BoutiqueServiceName | typeof CART_STORE;

/** Services of all workloads, each once. */
export const ALL_SERVICES = [...new Set<ServiceName>([...STOREFRONT_SERVICES, ...BOUTIQUE_SERVICE_NAMES, CART_STORE])];

/** The service that users call, in both workloads. No other service calls it. */
export const ENTRY_SERVICE = "frontend";

export function servicesOf(workload: { name: string; profile: Profile }): readonly string[] {
  return workload.name === "boutique" ? deploymentsOf(workload.profile) : STOREFRONT_SERVICES;
}
