import { json } from "../runtime/replies.ts";
import type { Order } from "./checkout.ts";
import type { Service } from "./service.ts";

/** Writes the confirmation of an order, and sends nothing. */
export const email: Service = () => ({
  "POST /confirmations": ({ body }) => {
    const { order } = JSON.parse(body) as { email: string; order: Order };
    const lines = order.items.map(({ item }) => `${item.quantity} x ${item.productId}`);
    const text = `Your order ${order.orderId} is on its way (${order.trackingId}).\n\n${lines.join("\n")}\n`;
    return json({ characters: text.length });
  },
});
