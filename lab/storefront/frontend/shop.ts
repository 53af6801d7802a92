import type { CallPath } from "../runtime/call-path.ts";
import type { ServiceClient } from "../runtime/service-client.ts";
import type { Ad } from "../services/ad.ts";
import type { Cart, CartItem } from "../services/cart.ts";
import type { Order, OrderRequest } from "../services/checkout.ts";
import type { Money } from "../services/money.ts";
import type { Product } from "../services/products.ts";
import { OFFERED_CURRENCIES } from "./prices.ts";
import type { Session } from "./session.ts";

/** As in Online Boutique, pages fetch all five recommended products and show four. */
const SHOWN_RECOMMENDATIONS = 4;

/** Calls the other services on behalf of one request of one user. */
export class Shop {
  readonly session: Session;
  readonly #client: ServiceClient;
  readonly #path: CallPath;

  constructor(client: ServiceClient, path: CallPath, session: Session) {
    this.#client = client;
    this.#path = path;
    this.session = session;
  }

  async currencies(): Promise<string[]> {
    const { currencyCodes } = await this.#get<{ currencyCodes: string[] }>("currency", "/currencies");
    return OFFERED_CURRENCIES.filter((code) => currencyCodes.includes(code));
  }

  async products(): Promise<Product[]> {
    return (await this.#get<{ products: Product[] }>("productcatalog", "/products")).products;
  }

  product(id: string): Promise<Product> {
    return this.#get("productcatalog", `/products/${encodeURIComponent(id)}`);
  }

  async cart(): Promise<CartItem[]> {
    return (await this.#get<Cart>("cart", this.#cartPath)).items;
  }

  addToCart(item: CartItem): Promise<unknown> {
    return this.#post("cart", this.#cartPath, item);
  }

  emptyCart(): Promise<unknown> {
    return this.#client.call(this.#path, { service: "cart", method: "DELETE", path: this.#cartPath });
  }

  /** An amount in the user's currency. As in Online Boutique, calls the service even if the currency is the same. */
  inCurrency(from: Money): Promise<Money> {
    return this.#post("currency", "/conversions", { from, toCode: this.session.currency });
  }

  /** Up to four products; none if the service fails, because a page can do without them. */
  async recommendations(productIds: string[]): Promise<Product[]> {
    try {
      const request = { userId: this.session.id, productIds };
      const answer = await this.#post<{ productIds: string[] }>("recommendation", "/recommendations", request);
      const products: Product[] = [];
      for (const id of answer.productIds) products.push(await this.product(id));
      return products.slice(0, SHOWN_RECOMMENDATIONS);
    } catch {
      return [];
    }
  }

  /** One ad, or none if the service fails. */
  async ad(categories: string[]): Promise<Ad | undefined> {
    try {
      const { ads } = await this.#get<{ ads: Ad[] }>("ad", `/ads?categories=${categories.join(",")}`);
      return ads[Math.floor(Math.random() * ads.length)];
    } catch {
      return undefined;
    }
  }

  async shippingCost(items: CartItem[]): Promise<Money> {
    return this.inCurrency((await this.#post<{ cost: Money }>("shipping", "/quotes", { items })).cost);
  }

  async placeOrder(request: OrderRequest): Promise<Order> {
    return (await this.#post<{ order: Order }>("checkout", "/orders", request)).order;
  }

  get #cartPath(): string {
    return `/carts/${encodeURIComponent(this.session.id)}`;
  }

  #get<T>(service: string, path: string): Promise<T> {
    return this.#client.call(this.#path, { service, method: "GET", path });
  }

  #post<T>(service: string, path: string, body: unknown): Promise<T> {
    return this.#client.call(this.#path, { service, method: "POST", path, body });
  }
}
