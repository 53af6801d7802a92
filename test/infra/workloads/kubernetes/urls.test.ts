import assert from "node:assert/strict";
import { servedUrls } from "../../../../infra/workloads/kubernetes/urls.ts";

describe("URLs of the entry", () => {
  it("a node has one if it runs the entry, however many replicas it runs", () => {
    const urls = { a: "http://203.0.113.1:30080", b: "http://203.0.113.2:30080", c: "http://203.0.113.3:30080" };
    const placement = [
      { service: "web", node: "a" },
      { service: "web", node: "a" },
      { service: "store", node: "b" },
      { service: "web", node: "c" },
    ];
    assert.deepEqual(servedUrls(urls, placement, "web"), { a: urls.a, c: urls.c });
  });
});
