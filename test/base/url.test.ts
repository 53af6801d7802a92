import assert from "node:assert/strict";
import { basicAuthorization, holdsUser, redactUrl } from "../../base/url.ts";

describe("user information of URLs", () => {
  for (const [url, shown] of [
    ["http://user:geheim@shop.test/x", "http://***@shop.test/x"],
    ["https://:geheim@shop.test", "https://***@shop.test"],
    ["http://user@shop.test", "http://***@shop.test"],
    ["http://user:ge@heim@shop.test/a@b", "http://***@shop.test/a@b"],
    ["http:/\\user:geheim@shop.test", "http:/\\***@shop.test"],
    ["user:geheim@shop.test:8080/x", "***@shop.test:8080/x"],
    ["ftp://user:geheim@shop.test", "ftp://***@shop.test"],
    ["http://user:ge#heim@shop.test/", "http://***@shop.test/"],
    ["http://shop.test/a@b?c=d@e", "http://shop.test/a@b?c=d@e"],
    ["shop.test", "shop.test"],
  ] as const) {
    it(`${url} is shown as ${shown}`, () => assert.equal(redactUrl(url), shown));
  }

  it("a URL holds a user where it names one or a password, and a text that is no URL does not", () => {
    const of = (urls: string[]) => urls.map(holdsUser);
    assert.deepEqual(of(["http://user@shop.test", "https://:geheim@shop.test"]), [true, true]);
    assert.deepEqual(of(["http://shop.test/a@b", "shop.test", ""]), [false, false, false]);
  });

  it("user information becomes Basic authorization in UTF-8, with its escapes read", () => {
    const of = (url: string) => basicAuthorization(new URL(url))?.replace("Basic ", "");
    const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
    assert.equal(of("http://user:p%40ss%3A@shop.test"), base64("user:p@ss:"));
    assert.equal(of("http://us%C3%A9r@shop.test"), base64("usér:"));
    assert.equal(of("http://:p%ss@shop.test"), base64(":p%ss"));
    assert.equal(of("http://shop.test"), undefined);
  });
});
