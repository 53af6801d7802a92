import { randomBytes } from "node:crypto";
import { json } from "../runtime/replies.ts";
import type { CartItem } from "./cart.ts";
import type { Money } from "./money.ts";
import type { Service } from "./service.ts";

export interface Address {
  streetAddress: string;
  city: string;
  state: string;
  country: string;
  zipCode: number;
}

const FLAT_RATE: Money = { currencyCode: "USD", units: 8, nanos: 990_000_000 };
const FREE: Money = { currencyCode: "USD", units: 0, nanos: 0 };

export const shipping: Service = () => ({
  /** A flat rate for any cart that isn't empty, in dollars. */
  "POST /quotes": ({ body }) => {
    const { items } = JSON.parse(body) as { address?: Address; items: CartItem[] };
    return json({ cost: items.length === 0 ? FREE : FLAT_RATE });
  },
  "POST /shipments": ({ body }) => {
    const { address } = JSON.parse(body) as { address: Address; items: CartItem[] };
    return json({ trackingId: `${address.country.slice(0, 2).toUpperCase()}-${randomBytes(6).toString("hex")}` });
  },
});
