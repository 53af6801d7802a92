import assert from "node:assert/strict";
import { currencyHeaders, expireHeaders, sessionOf } from "../../../../lab/storefront/frontend/session.ts";

describe("a session", () => {
  it("a request without a session gets a new one, with a cookie of 48 hours for the whole shop", () => {
    const { id, currency, headers } = sessionOf(undefined);
    assert.equal(currency, "USD");
    assert.deepEqual(headers, ["set-cookie", `shop_session-id=${id}; Max-Age=172800; Path=/; HttpOnly; SameSite=Lax`]);
    assert.notEqual(sessionOf(undefined).id, id);
  });

  it("a request's session is the one of its cookie, among others", () => {
    assert.deepEqual(sessionOf("a=b; shop_session-id=me; shop_currency=EUR"), {
      id: "me",
      currency: "EUR",
      headers: [],
    });
  });

  it("a session has the default currency if its cookie has no currency code", () => {
    for (const bad of ["", "eur", "EURO", "<b>"]) {
      assert.equal(sessionOf(`shop_session-id=me; shop_currency=${bad}`).currency, "USD");
    }
  });

  it("a currency is kept in a cookie, and logout expires only the cookies of the request", () => {
    assert.match(currencyHeaders("GBP")[1]!, /^shop_currency=GBP; Max-Age=172800;/);
    assert.deepEqual(expireHeaders(undefined), []);
    assert.match(expireHeaders("shop_session-id=me")[1]!, /^shop_session-id=; Max-Age=0;/);
  });
});
