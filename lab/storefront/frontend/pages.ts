/** The HTML content of each page. */
import type { Ad } from "../services/ad.ts";
import type { CartItem } from "../services/cart.ts";
import type { Order } from "../services/checkout.ts";
import type { Money } from "../services/money.ts";
import type { Product } from "../services/products.ts";
import { html, type Html } from "./html.ts";
import { adBox, productCard, recommendationList } from "./layout.ts";
import { picture } from "./pictures.ts";
import { priceText } from "./prices.ts";

export interface PricedProduct {
  product: Product;
  price: Money;
}

export interface CartLine extends PricedProduct {
  item: CartItem;
}

export const homePage = (products: PricedProduct[], ad: Ad | undefined): Html =>
  html`<h1>Today in the shop</h1>
    <div class="grid">${products.map(({ product, price }) => productCard(product, priceText(price)))}</div>
    ${adBox(ad)}`;

const QUANTITIES = [1, 2, 3, 4, 5, 10].map((quantity) => html`<option>${quantity}</option>`);

export const productPage = ({ product, price }: PricedProduct, recommended: Product[], ad: Ad | undefined): Html =>
  html`<div class="product">
      ${picture(product.picture)}
      <div>
        <h1>${product.name}</h1>
        <p class="price">${priceText(price)}</p>
        <p>${product.description}</p>
        <form method="post" action="/cart" class="actions">
          <input type="hidden" name="product_id" value="${product.id}" />
          <label
            >Quantity
            <select name="quantity">
              ${QUANTITIES}
            </select></label
          ><button>Add to cart</button>
        </form>
      </div>
    </div>
    ${recommendationList(recommended)}${adBox(ad)}`;

export function cartPage(lines: CartLine[], shipping: Money, total: Money, recommended: Product[], year: number): Html {
  if (lines.length === 0) {
    return html`<h1>Your cart is empty</h1>
      <p><a href="/">Continue shopping</a></p>
      ${recommendationList(recommended)}`;
  }
  const row = ({ product, item, price }: CartLine) =>
    html`<tr>
      <td><a href="/product/${product.id}">${product.name}</a></td>
      <td>${item.quantity}</td>
      <td>${priceText(price)}</td>
    </tr>`;
  return html`<h1>Cart</h1>
    <table>
      <tr>
        <th>Product</th>
        <th>Quantity</th>
        <th>Price</th>
      </tr>
      ${lines.map(row)}
      <tr>
        <td>Shipping</td>
        <td></td>
        <td>${priceText(shipping)}</td>
      </tr>
      <tr>
        <th>Total</th>
        <td></td>
        <th>${priceText(total)}</th>
      </tr>
    </table>
    <p class="actions"><a href="/">Continue shopping</a></p>
    <form method="post" action="/cart/empty"><button class="plain">Empty cart</button></form>
    ${checkoutForm(year)}${recommendationList(recommended)}`;
}

const field = (name: string, label: string, value: string | number, type = "text"): Html =>
  html`<label>${label}<input name="${name}" type="${type}" value="${value}" required /></label>`;

/** Filled in with an example, so that one click places an order. The card number is Online Boutique's test number. */
const checkoutForm = (year: number): Html =>
  html`<h2>Checkout</h2>
    <form method="post" action="/cart/checkout">
      <div class="address">
        ${field("email", "E-mail", "someone@example.com", "email")}${field("street_address", "Street", "1 Example Street")}
        ${field("zip_code", "Zip code", 94043, "number")}${field("city", "City", "Springfield")}${field("state", "State", "CA")}${field("country", "Country", "United States")}
        ${field("credit_card_number", "Card number", "4432801561520454")}${field("credit_card_expiration_month", "Expiry month", 1, "number")}
        ${field("credit_card_expiration_year", "Expiry year", year + 1, "number")}${field("credit_card_cvv", "Security code", 672, "number")}
      </div>
      <button>Place order</button>
    </form>`;

export const orderPage = (order: Order, recommended: Product[]): Html =>
  html`<h1>Your order is complete</h1>
    <p>Order ${order.orderId}</p>
    <p>Tracking number ${order.trackingId}</p>
    <p>Paid <b>${priceText(order.total)}</b>, of which shipping ${priceText(order.shippingCost)}</p>
    <p><a href="/">Continue shopping</a></p>
    ${recommendationList(recommended)}`;

export const errorPage = (status: number, problems: string[]): Html =>
  html`<h1>${status}</h1>
    <p>Something went wrong:</p>
    <ul>
      ${problems.map((problem) => html`<li>${problem}</li>`)}
    </ul>
    <p><a href="/">Back to the shop</a></p>`;
