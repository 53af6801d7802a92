/** Form fields and their checks, the same as Online Boutique's. Invalid forms get a 422 response that lists all problems. */
import type { OrderRequest } from "../services/checkout.ts";
import type { CartItem } from "../services/cart.ts";

export class InvalidForm extends Error {
  override readonly name = "InvalidForm";
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join("; "));
    this.problems = problems;
  }
}

type Check = [ok: boolean, problem: string];

function check(...checks: Check[]): void {
  const problems = checks.filter(([ok]) => !ok).map(([, problem]) => problem);
  if (problems.length > 0) throw new InvalidForm(problems);
}

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

export function addToCartForm(body: string): CartItem {
  const form = new URLSearchParams(body);
  const productId = form.get("product_id") ?? "";
  const quantity = wholeNumber(form.get("quantity"));
  check(
    [productId !== "", "product_id is required"],
    [quantity >= 1 && quantity <= 10, "quantity must be a whole number from 1 to 10"],
  );
  return { productId, quantity };
}

export function setCurrencyForm(body: string): string {
  const code = new URLSearchParams(body).get("currency_code") ?? "";
  check([CURRENCIES.has(code), "currency_code must be an ISO 4217 code"]);
  return code;
}

export function placeOrderForm(body: string, userId: string, userCurrency: string): OrderRequest {
  const form = new URLSearchParams(body);
  const text = (name: string) => form.get(name) ?? "";
  const number = (name: string) => wholeNumber(form.get(name));
  const lengthWithin = (name: string, max: number): Check => [
    text(name) !== "" && text(name).length <= max,
    `${name} must have 1 to ${max} characters`,
  ];
  const month = number("credit_card_expiration_month");
  check(
    [/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text("email")), "email must be a mail address"],
    lengthWithin("street_address", 512),
    [number("zip_code") > 0, "zip_code must be a number other than 0"],
    lengthWithin("city", 128),
    lengthWithin("state", 128),
    lengthWithin("country", 128),
    [isCardNumber(text("credit_card_number")), "credit_card_number must be a card number"],
    [month >= 1 && month <= 12, "credit_card_expiration_month must be from 1 to 12"],
    [number("credit_card_expiration_year") > 0, "credit_card_expiration_year must be a year"],
    [number("credit_card_cvv") > 0, "credit_card_cvv must be a number other than 0"],
  );
  return {
    userId,
    userCurrency,
    email: text("email"),
    address: {
      streetAddress: text("street_address"),
      city: text("city"),
      state: text("state"),
      country: text("country"),
      zipCode: number("zip_code"),
    },
    card: {
      number: text("credit_card_number"),
      cvv: number("credit_card_cvv"),
      expirationYear: number("credit_card_expiration_year"),
      expirationMonth: month,
    },
  };
}

/** Decimal digits only; anything else is 0, which all checks above reject. */
const wholeNumber = (text: string | null): number => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : 0);

/** 12 to 19 digits with a Luhn check digit; spaces and hyphens may separate groups. */
export function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, "");
  if (!/^\d{12,19}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
