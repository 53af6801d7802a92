import assert from "node:assert/strict";
import fc from "fast-check";
import { parseExact, stringifyExact } from "../../base/exact-json.ts";

describe("JSON with exact numbers", () => {
  it("whole numbers keep all their digits, at any depth", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.double({ noNaN: true, noDefaultInfinity: true }), (whole, float) => {
        const text = `{"a":[${whole}],"b":${JSON.stringify(float)}}`;
        assert.equal(stringifyExact(parseExact(text)), text);
      }),
    );
  });

  it("numbers that JavaScript has exactly stay numbers", () => {
    assert.deepEqual(parseExact("[9007199254740991, 1.5, 1e300, 9007199254740993]"), [
      ...[9007199254740991, 1.5, 1e300],
      9007199254740993n,
    ]);
  });
});
