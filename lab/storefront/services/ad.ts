import { json } from "../runtime/replies.ts";
import { PRODUCTS } from "./products.ts";
import type { Service } from "./service.ts";

export interface Ad {
  productId: string;
  text: string;
}

const toAd = ({ id, name }: { id: string; name: string }): Ad => ({
  productId: id,
  text: `${name}, worth a second look`,
});

const byCategory = new Map<string, Ad[]>();
for (const product of PRODUCTS) {
  for (const category of product.categories) {
    byCategory.set(category, [...(byCategory.get(category) ?? []), toAd(product)]);
  }
}
const all = PRODUCTS.map(toAd);

/** Ads for the categories in the query (`?categories=a,b`), or a random one if none matches. */
export const ad: Service = () => ({
  "GET /ads": ({ query }) => {
    const categories = new URLSearchParams(query).get("categories")?.split(",") ?? [];
    const matching = categories.flatMap((category) => byCategory.get(category) ?? []);
    return json({ ads: matching.length > 0 ? matching : [all[Math.floor(Math.random() * all.length)]] });
  },
});
