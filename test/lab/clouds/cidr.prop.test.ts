import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf } from "../../../base/ipv4.ts";
import { contains, intersect, overlaps, parseAddress, parseCidr, subtract, toCidrs } from "../../../lab/clouds/cidr.ts";
import type { Range } from "../../../lab/clouds/cidr.ts";

const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const range: fc.Arbitrary<Range> = fc.tuple(address, fc.integer({ min: 0, max: 5000 })).map(([first, size]) => ({
  first,
  last: Math.min(first + size, 2 ** 32 - 1),
}));
const has = (of: Range, each: number): boolean => of.first <= each && each <= of.last;

describe("ranges of addresses", () => {
  it("an address survives being written and read", () => {
    fc.assert(fc.property(address, (each) => assert.equal(parseAddress(addressOf(each)), each)));
  });

  it("a range is covered exactly by its CIDRs, which do not overlap", () => {
    fc.assert(
      fc.property(range, (each) => {
        const parts = toCidrs(each).map((cidr) => parseCidr(cidr)!);
        assert.deepEqual([parts[0]!.first, parts.at(-1)!.last], [each.first, each.last]);
        for (const [i, part] of parts.slice(1).entries()) assert.equal(part.first, parts[i]!.last + 1);
      }),
    );
  });

  it("what two ranges share and what one has alone is the whole of it", () => {
    fc.assert(
      fc.property(range, range, fc.array(address), (a, b, others) => {
        const common = intersect(a, b);
        const alone = subtract(a, b);
        for (const each of [a.first, a.last, b.first, b.last, ...others])
          assert.equal(has(a, each), (common ? has(common, each) : false) || alone.some((part) => has(part, each)));
        assert.equal(overlaps(a, b), common !== undefined);
        assert.ok(!common || (contains(a, common) && contains(b, common)));
      }),
    );
  });

  it("a text that is not a range in CIDR notation is none", () => {
    for (const text of [
      "10.0.0.0/33",
      "10.0.0.1/24",
      "10.0.0",
      "10.0.0.256",
      "10.0.0.0/8/8",
      "a.b.c.d",
      "",
      "10.0.0.0/",
    ])
      assert.equal(parseCidr(text), undefined, text);
  });
});
