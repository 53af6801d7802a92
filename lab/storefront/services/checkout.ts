import { randomUUID } from "node:crypto";
import type { CallPath } from "../runtime/call-path.ts";
import { failure, json } from "../runtime/replies.ts";
import type { ServiceClient } from "../runtime/service-client.ts";
import type { Cart, CartItem } from "./cart.ts";
import { add, multiply, type Money } from "./money.ts";
import type { CreditCard } from "./payment.ts";
import type { Product } from "./products.ts";
import type { Service } from "./service.ts";
import type { Address } from "./shipping.ts";

export interface OrderRequest {
  userId: string;
  userCurrency: string;
  address: Address;
  email: string;
  card: CreditCard;
}

export interface OrderItem {
  item: CartItem;
  /** Price of one, in the user's currency. */
  cost: Money;
}

export interface Order {
  orderId: string;
  trackingId: string;
  shippingCost: Money;
  total: Money;
  items: OrderItem[];
}

/** Places an order: prices the cart, charges the card, ships, empties the cart, and sends a confirmation. */
export const checkout: Service = async ({ connect }) => {
  const client = await connect();
  return {
    "POST /orders": async ({ body }, path) => {
      const request = JSON.parse(body) as OrderRequest;
      const post = <T>(service: string, to: string, message: unknown) =>
        client.call<T>(path, { service, method: "POST", path: to, body: message });
      const convert = (from: Money) => post<Money>("currency", "/conversions", { from, toCode: request.userCurrency });
      const cart = { service: "cart", path: `/carts/${encodeURIComponent(request.userId)}` };

      const { items: cartItems } = await client.call<Cart>(path, { ...cart, method: "GET" });
      if (cartItems.length === 0) return failure(400, "empty-cart", "there is nothing in the cart");
      const items = await price(client, path, cartItems, convert);
      const { cost } = await post<{ cost: Money }>("shipping", "/quotes", {
        address: request.address,
        items: cartItems,
      });
      const shippingCost = await convert(cost);
      const total = items.reduce((sum, { item, cost }) => add(sum, multiply(cost, item.quantity)), shippingCost);
      await post("payment", "/charges", { amount: total, card: request.card });
      const { trackingId } = await post<{ trackingId: string }>("shipping", "/shipments", {
        address: request.address,
        items: cartItems,
      });
      await client.call(path, { ...cart, method: "DELETE" });
      const order: Order = { orderId: randomUUID(), trackingId, shippingCost, total, items };
      // The order is valid even if its confirmation could not be sent; the metrics show the failed call.
      await post("email", "/confirmations", { email: request.email, order }).catch(() => undefined);
      return json({ order });
    },
  };
};

async function price(
  client: ServiceClient,
  path: CallPath,
  items: CartItem[],
  convert: (from: Money) => Promise<Money>,
): Promise<OrderItem[]> {
  const priced: OrderItem[] = [];
  for (const item of items) {
    const product = await client.call<Product>(path, {
      service: "productcatalog",
      method: "GET",
      path: `/products/${encodeURIComponent(item.productId)}`,
    });
    priced.push({ item, cost: await convert(product.price) });
  }
  return priced;
}
