import assert from "node:assert/strict";
import { json } from "../../../../lab/storefront/runtime/replies.ts";
import { Router } from "../../../../lab/storefront/runtime/router.ts";

const handler = () => json({});
const router = new Router({
  "GET /": handler,
  "GET /cart": handler,
  "POST /cart/empty": handler,
  "GET /cart/:id": handler,
});
const match = (method: string, path: string) => {
  const found = router.match(method, path);
  return found && [found.route, found.param];
};

describe("Router", () => {
  it("the router finds literal paths by method", () => {
    assert.deepEqual(match("GET", "/"), ["GET /", ""]);
    assert.deepEqual(match("POST", "/cart/empty"), ["POST /cart/empty", ""]);
    assert.equal(match("POST", "/cart"), undefined);
    assert.equal(match("GET", "/Cart"), undefined);
  });

  it("the router decodes the parameter of a path", () => {
    assert.deepEqual(match("GET", "/cart/a%2Fb"), ["GET /cart/:id", "a/b"]);
    assert.deepEqual(match("GET", "/cart/:id"), ["GET /cart/:id", ":id"]);
  });

  it("the router finds nothing if the parameter is empty, malformed, or more than one segment", () => {
    for (const path of ["/cart/", "/cart/%ZZ", "/cart/a/b", "//"]) assert.equal(match("GET", path), undefined, path);
  });
});
