import assert from "node:assert/strict";
import { isIPv6 } from "node:net";
import fc from "fast-check";
import { addressesOf, byFamily, interleaveFamilies } from "../../../loadgen/transport/addresses.ts";

describe("addresses of a name", () => {
  const addresses = fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 8 });

  it("interleaving keeps all addresses, the first one first, and alternates families while both last", () => {
    fc.assert(
      fc.property(addresses, (all) => {
        const order = interleaveFamilies(all);
        assert.deepEqual(order.toSorted(), all.toSorted());
        assert.equal(order[0], all[0]);
        const sixes = all.filter(isIPv6).length;
        const both = 2 * Math.min(sixes, all.length - sixes);
        for (let at = 1; at < both; at += 1) assert.notEqual(isIPv6(order[at]!), isIPv6(order[at - 1]!));
      }),
    );
  });

  it("users begin with the first addresses in turn, and fall back to all others", () => {
    fc.assert(
      fc.property(addresses, fc.nat(100), (all, user) => {
        const host = byFamily(all);
        const order = addressesOf(user, host, undefined);
        assert.deepEqual(order.toSorted(), all.toSorted());
        assert.equal(order[0], host.first[user % host.first.length]);
        assert.ok(host.first.every((address) => isIPv6(address) === isIPv6(all[0]!)));
      }),
    );
  });

  it("users begin with no address that did not answer before the load", () => {
    const host = { first: ["127.0.0.3"], others: ["127.0.0.1", "::1", "127.0.0.2"] };
    for (const user of [0, 1, 2]) {
      assert.deepEqual(addressesOf(user, host, undefined), ["127.0.0.3", "::1", "127.0.0.1", "127.0.0.2"]);
    }
  });

  it("a local address reaches its own family only", () => {
    const host = { first: ["127.0.0.1", "127.0.0.2"], others: ["::1"] };
    assert.deepEqual(addressesOf(1, host, "127.0.0.9"), ["127.0.0.2", "127.0.0.1"]);
    assert.deepEqual(addressesOf(1, host, "::2"), ["::1"]);
    assert.deepEqual(addressesOf(0, { first: ["127.0.0.1"], others: [] }, "::2"), []);
  });
});
