/** The parts of the storefront, by the names that its nodes and routes carry. */
export const serviceNames = [
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

export type ServiceName = (typeof serviceNames)[number];

/** The service that users talk to; nothing inside the shop calls it. */
export const entryService: ServiceName = "frontend";
