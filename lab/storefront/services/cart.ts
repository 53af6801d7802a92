import type { CallPath } from "../runtime/call-path.ts";
import { json } from "../runtime/replies.ts";
import type { Service } from "./service.ts";

export interface CartItem {
  productId: string;
  quantity: number;
}

export interface Cart {
  items: CartItem[];
}

/** Carts of users, kept in the cart store. As in Online Boutique, adding an item reads the cart and writes it back. */
export const cart: Service = async ({ connect }) => {
  const client = await connect();
  const valueOf = (user: string) => ({ service: "cart-store", path: `/values/${encodeURIComponent(user)}` });
  const read = async (path: CallPath, user: string): Promise<Cart> =>
    (await client.call<Cart | null>(path, { ...valueOf(user), method: "GET" })) ?? { items: [] };

  return {
    "GET /carts/:user": async ({ param }, path) => json(await read(path, param)),
    "POST /carts/:user": async ({ param, body }, path) => {
      const added = JSON.parse(body) as CartItem;
      const { items } = await read(path, param);
      const same = items.find((item) => item.productId === added.productId);
      if (same === undefined) items.push(added);
      else same.quantity += added.quantity;
      await client.call(path, { ...valueOf(param), method: "PUT", body: { items } });
      return json({});
    },
    "DELETE /carts/:user": async ({ param }, path) => {
      await client.call(path, { ...valueOf(param), method: "DELETE" });
      return json({});
    },
  };
};
