/**
 * The services of the storefront, by the names in replicas and routes. Calls, in the order of a request:
 * frontend -> all but payment, email and cart-store; checkout -> cart, productcatalog, currency, shipping, payment, email;
 * recommendation -> productcatalog; cart -> cart-store. Only the frontend is meant for the outside.
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
