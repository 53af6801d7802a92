import assert from "node:assert/strict";
import { formatToken, hashOfCa, parseToken } from "../../../../lab/k3s/program/token.ts";

describe("tokens of the lab's K3s", () => {
  it("the secure form holds the hash of the authority, and reads back", () => {
    const token = formatToken("PEM", "node", "a:b");
    assert.equal(token, `K10${hashOfCa("PEM")}::node:a:b`);
    assert.deepEqual(parseToken(token), { caHash: hashOfCa("PEM"), password: "a:b" });
  });

  it("the short form is the password", () => {
    assert.deepEqual(parseToken("secret"), { caHash: "", password: "secret" });
  });

  it("a hash of another length and a form without a password are refused, as by K3s", () => {
    assert.throws(() => parseToken("K10ab::node:x"), { message: "invalid token CA hash length" });
    assert.throws(() => parseToken(`K10${"0".repeat(64)}::node`), { message: "invalid token format" });
    assert.throws(() => parseToken(`K10${"0".repeat(64)}::node:`), { message: "invalid token format" });
  });
});
