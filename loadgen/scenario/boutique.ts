import type { Random } from "../../base/random.ts";
import type { Scenario, User } from "./scenario.ts";

/**
 * Online Boutique's own load: shoppers who browse, fill a cart, change currency and now and then check out.
 *
 * Weights, think times, form fields and products are those of the demo's official load generator, so results compare
 * with it; form values satisfy the frontend's validation.
 */
export const boutique: Scenario<undefined> = {
  name: "boutique",
  thinkTime: { kind: "uniform", minMs: 1000, maxMs: 10_000 },
  state: () => undefined,
  onStart: index,
  tasks: [
    { name: "index", weight: 1, run: index },
    { name: "setCurrency", weight: 2, run: setCurrency },
    { name: "browseProduct", weight: 10, run: browseProduct },
    { name: "addToCart", weight: 2, run: addToCart },
    { name: "viewCart", weight: 3, run: viewCart },
    { name: "checkout", weight: 1, run: checkout },
  ],
};

export const PRODUCTS = [
  "0PUK6V6EV0",
  "1YMWWN1N4O",
  "2ZYFJ3GM2N",
  "66VCHSJNUP",
  "6E92ZMYYFZ",
  "9SIQT8TOJO",
  "L9ECAV7KIM",
  "LS4PSXUNUM",
  "OLJCESPC7Z",
];

const CURRENCIES = ["EUR", "USD", "JPY", "CAD", "GBP", "TRY"];
const PRODUCT_PAGE = { name: "/product/:id" };

const PLACES = [
  { city: "Springfield", state: "IL", zip_code: 62701 },
  { city: "Portland", state: "OR", zip_code: 97201 },
  { city: "Austin", state: "TX", zip_code: 73301 },
  { city: "Madison", state: "WI", zip_code: 53703 },
  { city: "Denver", state: "CO", zip_code: 80202 },
];

async function index(user: User): Promise<void> {
  await user.get("/");
}

async function setCurrency(user: User): Promise<void> {
  await user.post("/setCurrency", { currency_code: user.random.pick(CURRENCIES) });
}

async function browseProduct(user: User): Promise<void> {
  await user.get(`/product/${user.random.pick(PRODUCTS)}`, PRODUCT_PAGE);
}

async function viewCart(user: User): Promise<void> {
  await user.get("/cart");
}

async function addToCart(user: User): Promise<void> {
  const product = user.random.pick(PRODUCTS);
  await user.get(`/product/${product}`, PRODUCT_PAGE);
  await user.post("/cart", { product_id: product, quantity: user.random.integer(1, 10) });
}

async function checkout(user: User): Promise<void> {
  await addToCart(user);
  const { random } = user;
  await user.post("/cart/checkout", {
    email: `shopper${random.integer(1, 99_999)}@example.com`,
    street_address: `${random.integer(1, 9999)} Market Street`,
    ...random.pick(PLACES),
    country: "United States",
    credit_card_number: cardNumber(random),
    credit_card_expiration_month: random.integer(1, 12),
    credit_card_expiration_year: new Date().getFullYear() + random.integer(1, 71),
    credit_card_cvv: random.integer(100, 999),
  });
}

/** A made-up Visa number: 16 digits from 4, the last one by Luhn's rule, which the payment service checks. */
export function cardNumber(random: Random): string {
  let digits = "4";
  while (digits.length < 15) digits += random.integer(0, 9);
  let sum = 0;
  for (let at = 0; at < 15; at += 1) {
    const doubled = Number(digits[at]) * (at % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
