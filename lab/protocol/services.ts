/**
 * The services of the storefront, by the names in replicas and routes. They call each other as follows:
 * frontend -> all except payment, email and cart-store; checkout -> cart, productcatalog, currency, shipping, payment,
 * email; recommendation -> productcatalog; cart -> cart-store. Only the frontend is called from outside.
 */
export const SERVICES = [
  "frontend",
  "productcatalog",
  "currency",
  "cart",
  "recommendation",
  "shipping",
  "checkout",
  "payment",
  "email",
  "ad",
  "cart-store",
] as const;

export type ServiceName = (typeof SERVICES)[number];
