import type { Product } from "../services/products.ts";
import type { Ad } from "../services/ad.ts";
import { html, Html } from "./html.ts";
import { picture } from "./pictures.ts";

/** What every page shows around its content. */
export interface Frame {
  title: string;
  currency: string;
  currencies: string[];
  cartSize: number;
  /** Replica and node that rendered the page. */
  servedBy: string;
}

export const page = (frame: Frame, content: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.title} - Stackmark storefront</title>
        <link rel="stylesheet" href="/static/style.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header>
          <a class="brand" href="/">Stackmark storefront</a>${currencyForm(frame)}<a href="/cart"
            >Cart (${frame.cartSize})</a
          >
        </header>
        <main>${content}</main>
        <footer>
          An emulated shop for measurements: nothing is sold. Served by ${frame.servedBy}. <a href="/logout">Log out</a>
        </footer>
      </body>
    </html>`.text;

const NOTHING = new Html("");

function currencyForm({ currencies, currency }: Frame): Html {
  if (currencies.length === 0) return NOTHING;
  const option = (code: string) =>
    code === currency
      ? html`<option value="${code}" selected>${code}</option>`
      : html`<option value="${code}">${code}</option>`;
  const known = currencies.includes(currency) ? currencies : [currency, ...currencies];
  return html`<form method="post" action="/setCurrency">
    <select name="currency_code" aria-label="Currency">
      ${known.map(option)}
    </select>
    <button class="plain">Set</button>
  </form>`;
}

export const productCard = (product: Product, price: string): Html =>
  html`<a class="card" href="/product/${product.id}"
    >${picture(product.picture)}<b>${product.name}</b><span class="price">${price}</span></a
  >`;

export const recommendationList = (products: Product[]): Html =>
  products.length === 0
    ? NOTHING
    : html`<h2>You may also like</h2>
        <div class="grid">${products.map((product) => productCard(product, ""))}</div>`;

export const adBox = (ad: Ad | undefined): Html =>
  ad === undefined ? NOTHING : html`<p class="ad">Ad: <a href="/product/${ad.productId}">${ad.text}</a></p>`;
