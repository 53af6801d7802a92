/** The routes, forms, cookies and redirects of Online Boutique's frontend, which calls other services in the same order. */
import { CallError } from "../runtime/call-error.ts";
import type { CallPath } from "../runtime/call-path.ts";
import type { ServiceRequest } from "../runtime/request.ts";
import type { Handler, Reply } from "../runtime/router.ts";
import { add, multiply } from "../services/money.ts";
import type { Service } from "../services/service.ts";
import { addToCartForm, InvalidForm, placeOrderForm, setCurrencyForm } from "./forms.ts";
import type { Html } from "./html.ts";
import { page } from "./layout.ts";
import { cartPage, errorPage, homePage, orderPage, productPage, type CartLine, type PricedProduct } from "./pages.ts";
import { currencyHeaders, expireHeaders, sessionOf } from "./session.ts";
import { Shop } from "./shop.ts";
import { STYLE } from "./style.ts";

const text = (body: string): Reply => ({ status: 200, type: "text/plain", body });
const redirect = (location: string, headers: string[] = []): Reply => ({
  status: 302,
  type: "text/plain",
  body: "",
  headers: ["location", location, ...headers],
});

type ShopHandler = (shop: Shop, request: ServiceRequest) => Promise<Reply>;

export const frontend: Service = async ({ connect, node, replica }) => {
  const client = await connect();
  const servedBy = `frontend ${replica} on ${node}`;

  const show = (
    shop: Shop,
    title: string,
    currencies: string[],
    cartSize: number,
    content: Html,
    status = 200,
  ): Reply => ({
    status,
    type: "text/html; charset=utf-8",
    body: page({ title, currency: shop.session.currency, currencies, cartSize, servedBy }, content),
    headers: shop.session.headers,
  });

  /** Passes the shop of the request's session to the handler, and turns errors into an error page. */
  const inSession =
    (handle: ShopHandler): Handler =>
    async (request: ServiceRequest, path: CallPath) => {
      const shop = new Shop(client, path, sessionOf(request.headers.cookie));
      try {
        return await handle(shop, request);
      } catch (error) {
        const [status, problems] = statusOf(error);
        return show(shop, "Error", [], 0, errorPage(status, problems), status);
      }
    };

  return {
    "GET /": inSession(async (shop) => {
      const currencies = await shop.currencies();
      const products = await shop.products();
      const cart = await shop.cart();
      const priced: PricedProduct[] = [];
      for (const product of products) priced.push({ product, price: await shop.inCurrency(product.price) });
      const ad = await shop.ad([]);
      return show(shop, "Home", currencies, sizeOf(cart), homePage(priced, ad));
    }),

    "GET /product/:id": inSession(async (shop, { param }) => {
      const product = await shop.product(param);
      const currencies = await shop.currencies();
      const cart = await shop.cart();
      const price = await shop.inCurrency(product.price);
      const recommended = await shop.recommendations([product.id]);
      const ad = await shop.ad(product.categories);
      return show(shop, product.name, currencies, sizeOf(cart), productPage({ product, price }, recommended, ad));
    }),

    "GET /cart": inSession(async (shop) => {
      const currencies = await shop.currencies();
      const cart = await shop.cart();
      const recommended = await shop.recommendations(cart.map(({ productId }) => productId));
      const shipping = await shop.shippingCost(cart);
      let total = shipping;
      const lines: CartLine[] = [];
      for (const item of cart) {
        const product = await shop.product(item.productId);
        const price = multiply(await shop.inCurrency(product.price), item.quantity);
        lines.push({ product, item, price });
        total = add(total, price);
      }
      const content = cartPage(lines, shipping, total, recommended, new Date().getFullYear());
      return show(shop, "Cart", currencies, sizeOf(cart), content);
    }),

    "POST /cart": inSession(async (shop, { body }) => {
      const item = addToCartForm(body);
      const product = await shop.product(item.productId);
      await shop.addToCart({ productId: product.id, quantity: item.quantity });
      return redirect("/cart", shop.session.headers);
    }),

    "POST /cart/empty": inSession(async (shop) => {
      await shop.emptyCart();
      return redirect("/", shop.session.headers);
    }),

    "POST /cart/checkout": inSession(async (shop, { body }) => {
      const order = await shop.placeOrder(placeOrderForm(body, shop.session.id, shop.session.currency));
      const recommended = await shop.recommendations([]);
      const currencies = await shop.currencies();
      return show(shop, "Order", currencies, 0, orderPage(order, recommended));
    }),

    "POST /setCurrency": inSession((shop, { body, headers }) => {
      const code = setCurrencyForm(body);
      return Promise.resolve(redirect(headers.referer ?? "/", [...shop.session.headers, ...currencyHeaders(code)]));
    }),

    "GET /logout": ({ headers }) => redirect("/", expireHeaders(headers.cookie)),
    "GET /_healthz": () => text("ok"),
    "GET /robots.txt": () => text("User-agent: *\nDisallow: /"),
    "GET /static/style.css": () => ({
      status: 200,
      type: "text/css",
      body: STYLE,
      headers: ["cache-control", "max-age=3600"],
    }),
  };
};

const sizeOf = (items: { quantity: number }[]): number => items.reduce((sum, { quantity }) => sum + quantity, 0);

/** 422 for an invalid form, 404 for something unknown, 500 for any other failed call. */
function statusOf(error: unknown): [status: number, problems: string[]] {
  if (error instanceof InvalidForm) return [422, error.problems];
  if (error instanceof CallError) return [error.status === 404 ? 404 : 500, [error.message]];
  throw error;
}
