/** The parts of Online Boutique: names of their Deployments, and what its chart calls them. Pure data. */
export const SERVICES = {
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

export type ServiceName = keyof typeof SERVICES;
/** The carts' store: a Deployment of the chart's without settings of its own. */
export const CART_STORE = "redis-cart";
export const ENTRY: ServiceName = "frontend";

export type Profile = "full" | "minimal";

/** What the seed's minimal deployment goes without, beside the load generator. */
const LEFT_OUT: readonly ServiceName[] = ["adservice", "recommendationservice", "emailservice"];

export const serviceNames = Object.keys(SERVICES) as ServiceName[];

export const isDeployed = (service: ServiceName, profile: Profile): boolean =>
  profile === "full" || !LEFT_OUT.includes(service);

/** Names of all Deployments of a profile. */
export const deploymentsOf = (profile: Profile): string[] => [
  ...serviceNames.filter((service) => isDeployed(service, profile)),
  CART_STORE,
];
