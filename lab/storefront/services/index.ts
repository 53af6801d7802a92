import type { SERVICES } from "../protocol.ts";
import type { Service } from "./service.ts";

/** Loads one service; each replica is a process of its own and loads no other. */
export const LOADERS: Record<(typeof SERVICES)[number], () => Promise<Service>> = {
  frontend: async () => (await import("../frontend/frontend.ts")).frontend,
  productcatalog: async () => (await import("./productcatalog.ts")).productcatalog,
  currency: async () => (await import("./currency.ts")).currency,
  cart: async () => (await import("./cart.ts")).cart,
  recommendation: async () => (await import("./recommendation.ts")).recommendation,
  shipping: async () => (await import("./shipping.ts")).shipping,
  checkout: async () => (await import("./checkout.ts")).checkout,
  payment: async () => (await import("./payment.ts")).payment,
  email: async () => (await import("./email.ts")).email,
  ad: async () => (await import("./ad.ts")).ad,
  "cart-store": async () => (await import("./cart-store.ts")).cartStore,
};
