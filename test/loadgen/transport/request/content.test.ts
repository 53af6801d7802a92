import assert from "node:assert/strict";
import {
  contentOf,
  headerLines,
  type OwnHeaders,
  type RequestInput,
} from "../../../../loadgen/transport/request/content.ts";
import { checkMethod } from "../../../../loadgen/transport/request/headers.ts";
import { RequestInvalid } from "../../../../loadgen/transport/request/invalid.ts";

const own = { host: "shop.test", authorization: undefined, cookies: "" };
const linesOf = (method: string, input: RequestInput, more: Partial<OwnHeaders> = {}) =>
  headerLines(method, contentOf(input), { ...own, ...more })
    .split("\r\n")
    .slice(0, -1);

describe("request content", () => {
  it("a request has its host, and a length where its method promises a body or it has one", () => {
    assert.deepEqual(linesOf("GET", {}), ["host: shop.test"]);
    for (const method of ["POST", "PUT", "PATCH"]) {
      assert.deepEqual(linesOf(method, {}), ["host: shop.test", "content-length: 0"]);
    }
    assert.deepEqual(linesOf("DELETE", {}), ["host: shop.test"]);
    assert.deepEqual(linesOf("DELETE", { body: "é" }), ["host: shop.test", "content-length: 2"]);
    assert.deepEqual(linesOf("GET", { body: "" }), ["host: shop.test", "content-length: 0"]);
  });

  it("a body is sent in UTF-8, a character for each byte", () => {
    assert.equal(contentOf({ body: "aé€" }).body, "a\xc3\xa9\xe2\x82\xac");
  });

  it("given headers replace the generator's own, and each other, in any letter case", () => {
    const headers = {
      ...{ HOST: "other.test", Authorization: "Bearer t", COOKIE: "a=1", "Content-Length": "1" },
      ...{ "x-a": "1", "X-A": "2", "x-n": 5 },
    };
    const more = { authorization: "Basic x", cookies: "b=2" };
    assert.deepEqual(linesOf("POST", { headers, body: "x" }, more), [
      ...["HOST: other.test", "Authorization: Bearer t", "COOKIE: a=1", "Content-Length: 1", "X-A: 2", "x-n: 5"],
    ]);
  });

  it("a form has its content type unless one is given", () => {
    const form = { a: "1 2", b: "é" };
    const type = "content-type: application/x-www-form-urlencoded";
    assert.deepEqual(linesOf("POST", { form }), ["host: shop.test", type, "content-length: 14"]);
    assert.deepEqual(linesOf("POST", { form, headers: { "Content-Type": "x/y" } })[1], "Content-Type: x/y");
  });

  it("a given connection option says whether the connection is used again", () => {
    const closes = (connection: string) => contentOf({ headers: { Connection: connection } }).closes;
    assert.deepEqual(["close", "x, Close", "keep-alive", "x-close"].map(closes), [true, true, false, false]);
  });

  it("own authorization and cookies are sent where none are given", () => {
    assert.deepEqual(linesOf("GET", {}, { authorization: "Basic x", cookies: "b=2" }), [
      ...["host: shop.test", "authorization: Basic x", "cookie: b=2"],
    ]);
  });

  it("space around a header's value is dropped", () => {
    assert.deepEqual(linesOf("GET", { headers: { "x-a": " \ta b \r\n" } })[1], "x-a: a b");
  });

  for (const [title, input, names] of [
    ["a line feed in a value", { headers: { "x-a": "b\nc: d" } }, "x-a"],
    ["a carriage return in a value", { headers: { "x-a": "b\rc" } }, "x-a"],
    ["NUL in a value", { headers: { "x-a": "b\0" } }, "x-a"],
    ["another control character in a value", { headers: { "x-a": "b\x7f" } }, "x-a"],
    ["a character whose low byte is a line feed in a value", { headers: { "x-a": "b\u010ac" } }, "U+010A"],
    ["an emoji in a value", { headers: { "x-a": "😀" } }, "U+1F600"],
    ["a line break in a name", { headers: { "x\r\ny": "b" } }, "x\\r\\ny"],
    ["a colon in a name", { headers: { "x:": "b" } }, "x:"],
    ["an empty name", { headers: { "": "b" } }, '""'],
    ["no value", { headers: { "x-a": undefined as unknown as string } }, "x-a is undefined"],
    ["a wrong length", { headers: { "Content-length": "3" }, body: "ab" }, "has 2 bytes"],
    ["a length that is no number", { headers: { "content-length": "0x2" }, body: "ab" }, "0x2"],
    ["its own framing", { headers: { "Transfer-Encoding": "chunked" }, body: "ab" }, "Transfer-Encoding"],
    ["another protocol", { headers: { upgrade: "h2c" } }, "upgrade"],
    ["headers whose entries are no properties", { headers: new Headers({ a: "b" }) as never }, "plain object"],
    ["a body that is no text", { body: { a: 1 } as unknown as string }, "body"],
  ] as const) {
    it(`a request with ${title} is refused by name`, () => {
      assert.throws(
        () => contentOf(input),
        (error) => error instanceof RequestInvalid && error.message.includes(names),
      );
    });
  }

  it("methods are tokens; the usual ones are sent in capitals, as in browsers", () => {
    assert.deepEqual(["get", "Patch", "HEAD", "purge", "M-SEARCH"].map(checkMethod), [
      ...["GET", "PATCH", "HEAD", "purge", "M-SEARCH"],
    ]);
    for (const method of ["", "GET /", "G\r\nT", "GÉT", "CONNECT", "connect"]) {
      assert.throws(() => checkMethod(method), RequestInvalid);
    }
  });
});
