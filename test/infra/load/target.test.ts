import assert from "node:assert/strict";
import { endpointOn } from "../../../infra/load/target.ts";

const URLS = { "us-1": "http://203.0.113.1:30080", "eu-2": "http://203.0.113.2:30080" };

describe("the target of generators in a region", () => {
  it("requests go to a node of the region that runs the entry", () => {
    assert.equal(endpointOn(["eu-1", "eu-2"], URLS, "frontend"), URLS["eu-2"]);
  });

  it("a region whose nodes do not run the entry is an error that says what to do", () => {
    const message = /No pod of the entry frontend is ready on eu-1, .*; give it a replica in each region/;
    assert.throws(() => endpointOn(["eu-1"], URLS, "frontend"), { code: "WORKLOAD_NOT_READY", message });
  });
});
