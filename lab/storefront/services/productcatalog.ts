import { failure, json } from "../runtime/replies.ts";
import { PRODUCTS } from "./products.ts";
import type { Service } from "./service.ts";

const byId = new Map(PRODUCTS.map((product) => [product.id, json(product)]));
const all = json({ products: PRODUCTS });

export const productcatalog: Service = () => ({
  "GET /products": () => all,
  "GET /products/:id": ({ param }) =>
    byId.get(param) ?? failure(404, "unknown-product", `there is no product ${param}`),
});
