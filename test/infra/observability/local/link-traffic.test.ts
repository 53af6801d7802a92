import assert from "node:assert/strict";
import { linkTraffic } from "../../../../infra/observability/local/link-traffic.ts";
import { Counters } from "../../../../infra/observability/local/sample.ts";

const status = {
  name: "server--far",
  between: ["server", "far"] as [string, string],
  bytes: { "server>far": 100, "far>server": 300 },
  forwards: [
    { id: "page@server>words/0", bytes: 350, roundTrips: 7 },
    { id: "words@far>page/0", bytes: 50, roundTrips: 2 },
  ],
};
const traffic = (...links: Parameters<typeof linkTraffic>[0]) => {
  const counters = new Counters();
  return linkTraffic(links, (key, raw) => counters.add(key, raw));
};

describe("the traffic over links", () => {
  it("bytes belong to caller and callee, and to both nodes", () => {
    const seen = traffic({ name: "server--far", status });
    assert.deepEqual(
      [seen.total, seen.ofService("page"), seen.ofService("words"), seen.ofService("db")],
      [400, 400, 400, 0],
    );
    assert.deepEqual([seen.ofNode("server"), seen.ofNode("far"), seen.ofNode("other")], [400, 400, 0]);
    assert.deepEqual(seen.links, [{ between: ["server", "far"], roundTrips: 9 }]);
  });

  it("without links there is no traffic", () => {
    const seen = traffic();
    assert.deepEqual([seen.total, seen.links, seen.ofService("page"), seen.ofNode("server")], [0, [], 0, 0]);
  });

  it("all sums are unknown if a link did not answer", () => {
    const seen = traffic({ name: "server--far", status }, { name: "far--edge", status: null });
    assert.deepEqual([seen.total, seen.ofService("page"), seen.ofNode("server")], [null, null, null]);
    assert.deepEqual(seen.links, [{ between: ["server", "far"], roundTrips: 9 }]);
  });
});
