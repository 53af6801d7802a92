import assert from "node:assert/strict";
import { CookieJar } from "../../../../loadgen/transport/cookies/jar.ts";
import { originOf } from "../../../../loadgen/transport/transport.ts";
import { VirtualClock } from "../../helpers/virtual-clock.ts";

const at = (url: string) => {
  const parsed = new URL(url);
  return [originOf(parsed), `${parsed.pathname}${parsed.search}`] as const;
};

/** A jar that received these headers from a page, and what it sends to others. */
function jarAfter(page: string, ...headers: string[]) {
  const clock = new VirtualClock();
  const jar = new CookieJar(clock);
  for (const header of headers) jar.store(...at(page), [header]);
  return { jar, clock, sent: (to = page) => jar.cookiesFor(...at(to)) };
}
const sentAfter = (...headers: string[]) => jarAfter("http://shop.test/a/b", ...headers).sent();

describe("cookie jar", () => {
  for (const [title, headers, sent] of [
    ["replaces a cookie in its place", ["a=1; Path=/", "b=2; Path=/", "a=3; Path=/"], "a=3; b=2"],
    ["keeps a cookie that comes again with the same header", ["a=1; Path=/", "b=2; Path=/", "a=1; Path=/"], "a=1; b=2"],
    ["takes a value back after another one", ["a=1; Path=/", "a=2; Path=/", "a=1; Path=/"], "a=1"],
    ["drops a cookie by age, in any letter case", ["a=1", "a=; MAX-AGE=0"], ""],
    ["drops a cookie by a negative age", ["a=1", "a=; max-age=-5"], ""],
    ["drops a cookie by a date", ["a=1", "a=; expires=Thu, 01 Jan 1970 00:00:00 GMT"], ""],
    ["lets an age win over a date", ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=3600"], "a=1"],
    ["ignores what is no date", ["a=1; Expires=0", "b=1; expires=-1", "c=1; expires=soon"], "a=1; b=1; c=1"],
    ["ignores what is no age", ["a=1; Max-Age=", "b=1; Max-Age=-", "c=1; Max-Age=1x"], "a=1; b=1; c=1"],
    ["sends longer paths first", ["a=1; Path=/", "b=2; Path=/a/b", "c=3; Path=/a"], "b=2; c=3; a=1"],
    ["ignores a cookie of another path", ["a=1; Path=/x", "b=2; Path=/a/"], "b=2"],
    ["reads values up to the first semicolon", ["c= x=y ;z=1", 'q="a b"'], 'c=x=y; q="a b"'],
    ["sends cookies without a name as their value", ["=1", "flag; a=1"], "flag"],
    ["ignores an empty pair and one with a control character", ["=", "", "a=\x01", "b=\x7f"], ""],
    ["ignores a pair over 4096 bytes", [`a=${"x".repeat(4096)}`, `b=${"x".repeat(4095)}`], `b=${"x".repeat(4095)}`],
    ["ignores an attribute over 1024 bytes", [`a=1; Path=/${"x".repeat(1024)}`], "a=1"],
    ["refuses a domain that is not the host's own", ["a=1; Domain=other.test", "b=1; Domain=x.shop.test"], ""],
    ["refuses a domain without a dot", ["a=1; Domain=test"], ""],
    ["ignores an empty domain", ["a=1; Domain="], "a=1"],
    ["refuses a secure cookie over http", ["a=1; Secure"], ""],
    ["refuses a prefix that does not hold", ["__Secure-a=1", "__host-b=1; Path=/", "=__Host-c=1"], ""],
  ] as const) {
    it(`a cookie jar ${title}`, () => assert.equal(sentAfter(...headers), sent));
  }

  it("a cookie without a domain is for its host alone, and one with a domain also for its subdomains", () => {
    const { sent } = jarAfter("http://shop.test/", "a=1", "b=2; Domain=.Shop.Test");
    assert.equal(sent("http://shop.test/"), "a=1; b=2");
    assert.equal(sent("http://eu.shop.test/"), "b=2");
    assert.equal(sent("http://myshop.test/"), "");
  });

  it("a cookie is for all ports of its host, and an address has no subdomains", () => {
    const { sent } = jarAfter("http://127.0.0.1:1/", "a=1", "b=2; Domain=127.0.0.1");
    assert.equal(sent("http://127.0.0.1:2/"), "a=1; b=2");
    assert.equal(jarAfter("http://1.127.0.0.1.test/", "a=1; Domain=0.0.1").sent(), "");
  });

  it("a cookie without a path is for the folder of the page that set it", () => {
    const { sent } = jarAfter("http://shop.test/a/b?c=/d/", "x=1");
    assert.deepEqual(
      ["/a", "/a/", "/a?q", "/a/b/c", "/ab", "/"].map((path) => sent(`http://shop.test${path}`)),
      ["x=1", "x=1", "x=1", "x=1", "", ""],
    );
  });

  it("a secure cookie is sent over https only, and http cannot replace or hide it", () => {
    const { jar, sent } = jarAfter("https://shop.test/", "a=1; Secure; Path=/", "__Host-b=2; Secure; Path=/");
    jar.store(...at("http://shop.test/x/"), ["a=9; Path=/", "a=9; Path=/x", "a=9; Domain=shop.test", "c=3; Path=/"]);
    assert.equal(sent("https://shop.test/x"), "a=1; __Host-b=2; c=3");
    assert.equal(sent("http://shop.test/x"), "c=3");
  });

  it("what is sent follows each change, whatever was sent before", () => {
    const { jar, sent } = jarAfter("http://shop.test/", "a=1; Path=/");
    const [first, again] = [sent(), sent()];
    jar.store(...at("http://shop.test/"), ["b=2; Path=/x"]);
    const [other, same] = [sent("http://shop.test/x"), sent()];
    jar.store(...at("http://shop.test/"), ["a=; Max-Age=0; Path=/"]);
    assert.deepEqual([first, again, other, same, sent()], ["a=1", "a=1", "b=2; a=1", "a=1", ""]);
  });

  it("a cookie ends with its age on the load's clock", async () => {
    const { clock, sent } = jarAfter(
      "http://shop.test/",
      "a=1; Max-Age=10",
      "b=2",
      "c=3; Expires=Fri, 01 Jan 2999 00:00:00 GMT",
    );
    await clock.advanceTo(9.9e6);
    assert.equal(sent(), "a=1; b=2; c=3");
    await clock.advanceTo(10e6);
    assert.equal(sent(), "b=2; c=3");
  });

  it("a jar keeps at most 180 cookies, and drops the oldest first", () => {
    const { sent } = jarAfter("http://shop.test/", ...Array.from({ length: 200 }, (_, index) => `c${index}=1`));
    const names = sent().split("; ");
    assert.deepEqual([names.length, names[0]], [180, "c20=1"]);
  });
});
