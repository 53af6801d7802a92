import assert from "node:assert/strict";
import fc from "fast-check";
import { priceText } from "../../../../lab/storefront/frontend/prices.ts";
import { add, convert, multiply, type Money } from "../../../../lab/storefront/services/money.ts";

const NANOS = 1_000_000_000n;
const amount = fc.record({
  currencyCode: fc.constant("USD"),
  units: fc.nat(1_000_000),
  nanos: fc.nat(999_999_999),
});
const exact = ({ units, nanos }: Money): bigint => BigInt(units) * NANOS + BigInt(nanos);
const isProper = ({ units, nanos }: Money) => Number.isInteger(units) && nanos >= 0 && nanos < Number(NANOS);

describe("money", () => {
  it("money adds and multiplies exactly, as big integers do", () => {
    fc.assert(
      fc.property(amount, amount, fc.nat(1000), (a, b, count) => {
        assert.equal(exact(add(a, b)), exact(a) + exact(b));
        assert.equal(exact(multiply(a, count)), exact(a) * BigInt(count));
        assert.ok(isProper(add(a, b)) && isProper(multiply(a, count)));
      }),
    );
  });

  it("amounts of two currencies cannot be added", () => {
    assert.throws(() => add({ currencyCode: "USD", units: 1, nanos: 0 }, { currencyCode: "EUR", units: 1, nanos: 0 }));
  });

  it("a converted amount is valid and correct to a millionth", () => {
    fc.assert(
      fc.property(amount, fc.double({ min: 0.001, max: 2000, noNaN: true }), (from, rate) => {
        const to = convert(from, rate, "EUR");
        assert.ok(isProper(to));
        const expected = (from.units + from.nanos / 1e9) * rate;
        assert.ok(Math.abs(to.units + to.nanos / 1e9 - expected) <= 1e-6 * Math.max(1, expected));
      }),
    );
  });

  it("amounts show whole cents after the currency's sign, or after its code if it has none", () => {
    assert.equal(priceText({ currencyCode: "USD", units: 19, nanos: 990_000_000 }), "$19.99");
    assert.equal(priceText({ currencyCode: "GBP", units: 3, nanos: 59_999_999 }), "£3.05");
    assert.equal(priceText({ currencyCode: "CHF", units: 0, nanos: 0 }), "CHF 0.00");
  });
});
