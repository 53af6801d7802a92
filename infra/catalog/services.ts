/** The services of each workload, by the names that its replicas carry. */
import { SERVICES as STOREFRONT_SERVICES } from "../../lab/protocol/services.ts";

/** Of Online Boutique: names of its Deployments, and what its chart calls them. */
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
/** The carts' store: a Deployment of the chart's without settings of its own. */
const CART_STORE = "redis-cart";

export type Profile = "full" | "minimal";

/** What the minimal profile leaves out. */
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

/** Each once, whatever workload it belongs to. */
export const ALL_SERVICES = [...new Set<ServiceName>([...STOREFRONT_SERVICES, ...BOUTIQUE_SERVICE_NAMES, CART_STORE])];

/** The service that users talk to, of either workload; nothing inside a shop calls it. */
export const ENTRY_SERVICE = "frontend";

export function servicesOf(workload: { name: string; profile: Profile }): readonly string[] {
  return workload.name === "boutique" ? deploymentsOf(workload.profile) : STOREFRONT_SERVICES;
}
