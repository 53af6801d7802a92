import assert from "node:assert/strict";
import fc from "fast-check";
import { RequestInvalid } from "../../../../loadgen/transport/request/invalid.ts";
import { requestTarget } from "../../../../loadgen/transport/request/target.ts";

describe("request target", () => {
  it("a request target is what URL parsing makes of the path, and has only visible ASCII", () => {
    const character = fc.oneof(
      fc.constantFrom(..."/.?#%2eE;:@&=+$,!~*'()[]{}|\\^`\"<> \t\r\n"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 20 }), (characters) => {
        const path = `/${characters.join("")}`;
        const { href, origin } = new URL(`http://shop.test${path}`);
        assert.equal(requestTarget(path), href.slice(origin.length).split("#")[0]);
        assert.match(requestTarget(path), /^\/[\x21-\x7e]*$/);
      }),
      { numRuns: 2000 },
    );
  });

  for (const [path, target] of [
    ["/a b", "/a%20b"],
    ["/café?q=é", "/caf%C3%A9?q=%C3%A9"],
    ["/x\u0120HTTP/1.1\u010d\u010aX: 1", "/x%C4%A0HTTP/1.1%C4%8D%C4%8AX:%201"],
    ["/a/../b/./c", "/b/c"],
    ["/%2e%2e/a", "/a"],
    ["//elsewhere.test/a", "//elsewhere.test/a"],
    ["/a?b#c", "/a?b"],
    ["/a%zz", "/a%zz"],
  ] as const) {
    it(`the path ${JSON.stringify(path)} is sent as ${target}`, () => assert.equal(requestTarget(path), target));
  }

  for (const path of ["", "a", "?a", "http://elsewhere.test/", "*"]) {
    it(`the path "${path}" is refused by name`, () => {
      assert.throws(
        () => requestTarget(path),
        (error) => error instanceof RequestInvalid && error.message.includes(JSON.stringify(path)),
      );
    });
  }
});
