/** The parts of the storefront, by the names that Online Boutique gives them. */
export const serviceNames = [
  "frontend",
  "productcatalogservice",
  "currencyservice",
  "cartservice",
  "recommendationservice",
  "shippingservice",
  "checkoutservice",
  "paymentservice",
  "emailservice",
  "adservice",
  "redis-cart",
] as const;

export type ServiceName = (typeof serviceNames)[number];

/** The service that users talk to. */
export const entryService: ServiceName = "frontend";
