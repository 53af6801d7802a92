/** Shops in several steps, each of which needs what the one before it gave: a product, a cart, an order. */
import type { Scenario, User } from "@stackmark/loadgen";

interface Shopper {
  orders: number;
}

async function buy(user: User, shopper: Shopper): Promise<void> {
  const list = await user.get("/products", { extract: { product: /href="\/products\/(\w+)"/ } });
  if (!list.ok) return;
  const { product } = list.values;
  await user.get(`/products/${product}`, { name: "/products/:id", expect: { contains: "Add to cart" } });
  const cart = await user.post("/cart", { product, amount: 2 }, { expect: { matches: /<li>\w+ × 2<\/li>/ } });
  if (!cart.ok) return;
  const order = await user.post("/checkout", { card: "4111" }, { extract: { number: /Order (\d+)/ } });
  if (order.ok) shopper.orders += 1;
}

const shop: Scenario<Shopper> = {
  name: "shop",
  thinkTime: { kind: "uniform", minMs: 1000, maxMs: 5000 },
  state: () => ({ orders: 0 }),
  tasks: [
    { name: "look", weight: 3, run: (user) => user.get("/products") },
    { name: "buy", weight: 1, run: buy },
  ],
};
export default shop;
