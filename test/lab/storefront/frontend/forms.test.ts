import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addToCartForm,
  InvalidForm,
  isCardNumber,
  placeOrderForm,
  setCurrencyForm,
} from "../../../../lab/storefront/frontend/forms.ts";
import { goodOrder } from "../../../helpers/shopper.ts";

const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const problemsOf = (parse: () => unknown): string[] => {
  try {
    parse();
  } catch (error) {
    assert.ok(error instanceof InvalidForm);
    return error.problems;
  }
  return [];
};

describe("the form to add to the cart", () => {
  const problems = (fields: Record<string, string>) => problemsOf(() => addToCartForm(encode(fields)));

  it("the cart form accepts only whole quantities from 1 to 10", () => {
    for (const quantity of ["1", "10"]) {
      assert.deepEqual(addToCartForm(encode({ product_id: "X", quantity })), {
        productId: "X",
        quantity: Number(quantity),
      });
    }
    for (const quantity of ["", "0", "11", "-1", "1.5", "1e1", "ten", "0x1"]) {
      assert.equal(problems({ product_id: "X", quantity }).length, 1, quantity);
    }
  });

  it("the cart form reports all problems at once", () => assert.equal(problems({}).length, 2));
});

describe("the form to set the currency", () => {
  it("the currency form accepts ISO 4217 codes, offered or not", () => {
    for (const code of ["USD", "CHF"]) assert.equal(setCurrencyForm(encode({ currency_code: code })), code);
  });

  it("the currency form rejects anything else", () => {
    for (const code of ["", "usd", "XXQ", "DOLLAR"]) {
      assert.equal(problemsOf(() => setCurrencyForm(encode({ currency_code: code }))).length, 1, code);
    }
  });
});

describe("the form to place an order", () => {
  const parse = (changes: Record<string, string>) =>
    placeOrderForm(encode({ ...goodOrder(), ...changes }), "user", "EUR");

  it("the order form becomes an order of the session's user in its currency", () => {
    const { userId, userCurrency, address, card } = parse({});
    assert.deepEqual([userId, userCurrency], ["user", "EUR"]);
    assert.equal(address.zipCode, 94043);
    assert.deepEqual([card.expirationMonth, card.cvv], [12, 672]);
  });

  const bad: Record<string, string[]> = {
    email: ["", "nobody", "a@b", "a b@c.de", "a@b@c.de"],
    street_address: ["", "x".repeat(513)],
    zip_code: ["", "0", "AB1"],
    city: ["", "x".repeat(129)],
    state: [""],
    country: [""],
    credit_card_number: ["", "4432801561520455", "44328015615"],
    credit_card_expiration_month: ["", "0", "13"],
    credit_card_expiration_year: ["", "0"],
    credit_card_cvv: ["", "0", "000"],
  };
  for (const [field, values] of Object.entries(bad)) {
    it(`the order form reports an invalid ${field}`, () => {
      for (const value of values) {
        const [problem, ...more] = problemsOf(() => parse({ [field]: value }));
        assert.ok(problem?.startsWith(field), `${field}=${value}`);
        assert.deepEqual(more, []);
      }
    });
  }

  it("an empty order form has a problem for every field", () => {
    assert.equal(problemsOf(() => placeOrderForm("", "user", "EUR")).length, Object.keys(bad).length);
  });
});

describe("isCardNumber", () => {
  it("card numbers with the right check digit are valid, also in groups", () => {
    for (const number of ["4432801561520454", "4432 8015 6152 0454", "5555-5555-5555-4444"])
      assert.ok(isCardNumber(number));
  });

  it("card numbers with a single wrong digit are invalid", () => {
    const digit = fc.integer({ min: 0, max: 15 });
    fc.assert(
      fc.property(digit, fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = [..."4432801561520454"].map(Number);
        digits[at] = (digits[at]! + by) % 10;
        assert.equal(isCardNumber(digits.join("")), false);
      }),
    );
  });
});
