import assert from "node:assert/strict";
import { nextHop, type Hop } from "../../../loadgen/executor/redirect.ts";
import { contentOf } from "../../../loadgen/transport/request/content.ts";
import { parseHead } from "../../../loadgen/transport/h1/head.ts";
import { originOf } from "../../../loadgen/transport/transport.ts";

const headers = {
  ...{ Authorization: "Bearer t", Cookie: "a=1", "Proxy-Authorization": "Basic x", Host: "alias.test" },
  ...{ "Content-Type": "text/plain", "x-trace": "7" },
};
const first = (method = "GET", body?: string): Hop => ({
  ...{ method, origin: originOf(new URL("https://shop.test")), path: "/a/b?c", authorization: undefined },
  content: contentOf({ headers, ...(body === undefined ? {} : { body }) }),
});
const head = (status: number, location?: string) =>
  parseHead(`HTTP/1.1 ${status} X${location === undefined ? "" : `\r\nlocation: ${location}`}`);
const follow = (hop: Hop, status: number, location: string): Hop => {
  const next = nextHop(hop, head(status, location));
  assert.ok(next !== undefined && !("failure" in next));
  return next;
};
const urlOf = ({ origin, path }: Hop) => `${origin.protocol}//${origin.host}${path}`;
const namesOf = ({ content }: Hop) => content.headers.map(({ key }) => key).join();

describe("redirect", () => {
  for (const [status, method, next] of [
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [303, "POST", "GET"],
    [307, "POST", "POST"],
    [308, "POST", "POST"],
    [301, "PUT", "PUT"],
    [302, "DELETE", "DELETE"],
    [303, "PUT", "GET"],
    [303, "DELETE", "GET"],
    [303, "HEAD", "HEAD"],
    [301, "HEAD", "HEAD"],
    [302, "GET", "GET"],
  ] as const) {
    it(`${method} is followed by ${next} after ${status}, ${method === next ? "with" : "without"} its body and what describes it`, () => {
      const hop = follow(first(method, "text"), status, "/x");
      assert.equal(hop.method, next);
      assert.equal(hop.content.body, method === next ? "text" : undefined);
      assert.equal(namesOf(hop).includes("content-type"), method === next);
      assert.ok(namesOf(hop).includes("authorization") && namesOf(hop).includes("x-trace"));
    });
  }

  for (const location of [
    "http://shop.test/",
    "https://shop.test:444/",
    "https://other.test/",
    "https://eu.shop.test/",
    "//other.test/",
  ]) {
    it(`a redirect to ${location} takes no credentials, cookies or host along, and they stay away`, () => {
      const away = follow(first(), 302, location);
      assert.equal(namesOf(away), "content-type,x-trace");
      assert.equal(namesOf(follow(away, 302, "https://shop.test/")), "content-type,x-trace");
    });
  }

  it("a redirect to the same origin keeps the given headers", () => {
    for (const location of ["/x", "https://shop.test:443/x", "HTTPS://SHOP.test/x", "//shop.test/x"]) {
      assert.equal(namesOf(follow(first(), 307, location)), namesOf(first()));
    }
  });

  it("a location's user information becomes its origin's authorization", () => {
    const hop = follow(first(), 302, "https://u:p%40@other.test/");
    assert.equal(hop.authorization, `Basic ${Buffer.from("u:p@").toString("base64")}`);
    assert.equal(urlOf(hop), "https://other.test/");
    assert.equal(follow(hop, 302, "/x").authorization, hop.authorization);
    assert.equal(follow(hop, 302, "https://shop.test/").authorization, undefined);
  });

  for (const [location, url] of [
    ["x", "https://shop.test/a/x"],
    ["?d", "https://shop.test/a/b?d"],
    ["../x#part", "https://shop.test/x"],
    ["#part", "https://shop.test/a/b?c"],
    ["/caf\xc3\xa9", "https://shop.test/caf%C3%A9"],
    ["/caf\xe9?q=\xff", "https://shop.test/caf%E9?q=%FF"],
    ["/a b", "https://shop.test/a%20b"],
    ["http://b\xc3\xbccher.test/", "http://xn--bcher-kva.test/"],
  ] as const) {
    it(`the location ${JSON.stringify(location)} leads to ${url}`, () => {
      assert.equal(urlOf(follow(first(), 302, location)), url);
    });
  }

  it("a redirect without a location, or to what is no http URL, fails", () => {
    for (const location of [undefined, "ftp://shop.test/", "http://", "mailto:a@b", "http://a b/"]) {
      const next = nextHop(first(), head(302, location));
      assert.ok(next !== undefined && "failure" in next && next.failure.class === "redirect-loop");
    }
  });

  it("other statuses of 300 to 399 are final", () => {
    for (const status of [300, 304, 305, 306, 310, 399]) assert.equal(nextHop(first(), head(status, "/x")), undefined);
  });
});
