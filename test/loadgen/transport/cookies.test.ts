import assert from "node:assert/strict";
import { CookieJar } from "../../../loadgen/transport/cookies.ts";

describe("the cookie jar", () => {
  const lineAfter = (...headers: string[]) => {
    const jar = new CookieJar();
    for (const header of headers) jar.store([header]);
    return jar.headerLine;
  };

  it("the cookie jar sends cookies in the order in which their names were first set", () => {
    assert.equal(lineAfter("a=1; Path=/; HttpOnly", "b=2", "a=3"), "cookie: a=3; b=2\r\n");
  });

  it("the cookie jar keeps a cookie that is set again with the same value", () => {
    assert.equal(lineAfter("a=1; Path=/", "a=1; Path=/"), "cookie: a=1\r\n");
  });

  it("the cookie jar drops cookies that expire at once by age or date, in any letter case", () => {
    assert.equal(lineAfter("a=1", "a=1; MAX-AGE=0"), "");
    assert.equal(lineAfter("a=1", "b=2", "a=; expires=Thu, 01 Jan 1970 00:00:00 GMT"), "cookie: b=2\r\n");
    assert.equal(lineAfter("a=1; Max-Age=60", "b=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT"), "cookie: a=1; b=2\r\n");
  });

  it("the cookie jar accepts only cookies with a name, and reads values up to the first semicolon", () => {
    assert.equal(lineAfter("=1", "nothing", "flag; a=1", "c= x=y ;z=1"), "cookie: c=x=y\r\n");
  });
});
