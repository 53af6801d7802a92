import assert from "node:assert/strict";
import { currencyHeaders, expireHeaders, sessionOf } from "../../../../lab/storefront/frontend/session.ts";

describe("a session", () => {
  it("is new, with a cookie of 48 hours for the whole shop, where the request has none", () => {
    const { id, currency, headers } = sessionOf(undefined);
    assert.equal(currency, "USD");
    assert.deepEqual(headers, ["set-cookie", `shop_session-id=${id}; Max-Age=172800; Path=/; HttpOnly; SameSite=Lax`]);
    assert.notEqual(sessionOf(undefined).id, id);
  });

  it("is the one of the cookie, among others", () => {
    assert.deepEqual(sessionOf("a=b; shop_session-id=me; shop_currency=EUR"), {
      id: "me",
      currency: "EUR",
      headers: [],
    });
  });

  it("has the default currency where the cookie holds no currency code", () => {
    for (const bad of ["", "eur", "EURO", "<b>"]) {
      assert.equal(sessionOf(`shop_session-id=me; shop_currency=${bad}`).currency, "USD");
    }
  });

  it("remembers a currency by a cookie, and forgets only what the request carries", () => {
    assert.match(currencyHeaders("GBP")[1]!, /^shop_currency=GBP; Max-Age=172800;/);
    assert.deepEqual(expireHeaders(undefined), []);
    assert.match(expireHeaders("shop_session-id=me")[1]!, /^shop_session-id=; Max-Age=0;/);
  });
});
