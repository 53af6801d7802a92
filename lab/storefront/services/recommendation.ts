import { json } from "../runtime/replies.ts";
import type { Product } from "./products.ts";
import type { Service } from "./service.ts";

export interface RecommendationRequest {
  userId: string;
  /** Products that the user is viewing or has in the cart. */
  productIds: string[];
}

const MAX_RECOMMENDED = 5;

/** Up to five random products, except those in the request. */
export const recommendation: Service = async ({ connect }) => {
  const client = await connect();
  return {
    "POST /recommendations": async ({ body }, path) => {
      const { productIds } = JSON.parse(body) as RecommendationRequest;
      const { products } = await client.call<{ products: Product[] }>(path, {
        service: "productcatalog",
        method: "GET",
        path: "/products",
      });
      const others = products.map(({ id }) => id).filter((id) => !productIds.includes(id));
      return json({ productIds: sample(others, MAX_RECOMMENDED) });
    },
  };
};

/** `count` items without replacement: the first steps of a Fisher-Yates shuffle. */
function sample(ids: string[], count: number): string[] {
  const end = Math.min(count, ids.length);
  for (let i = 0; i < end; i++) {
    const j = i + Math.floor(Math.random() * (ids.length - i));
    [ids[i], ids[j]] = [ids[j]!, ids[i]!];
  }
  return ids.slice(0, end);
}
