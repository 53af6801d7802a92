import assert from "node:assert/strict";
import { versionOf, type CanaryMatch } from "../../../loadgen/executor/version.ts";
import { parseHead } from "../../../loadgen/transport/h1/head.ts";
import type { WireOutcome } from "../../../loadgen/transport/transport.ts";

const TIMES = { startUs: 0, endUs: 1, connectUs: undefined, tlsUs: undefined, firstByteUs: 1, bodyBytes: 0 };

const answered = (status: number, { header = "", body = "" }): WireOutcome => ({
  ...TIMES,
  failure: undefined,
  head: parseHead(`HTTP/1.1 ${status} Text${header === "" ? "" : `\r\nX-Version: ${header}`}`),
  body: Buffer.from(body),
});
const FAILED: WireOutcome = { ...TIMES, failure: { class: "reset", message: "reset" } };

const IN_HEADER: CanaryMatch = { header: "x-version", contains: "v2" };
const IN_BODY: CanaryMatch = { contains: "Shop v2" };

describe("the version that answered", () => {
  it("a header with the text tells the canary from the stable version, whatever the status", () => {
    for (const status of [200, 404, 500]) {
      assert.equal(versionOf(IN_HEADER, answered(status, { header: "shop-v2" })), "canary");
      assert.equal(versionOf(IN_HEADER, answered(status, { header: "shop-v1" })), "stable");
    }
  });

  it("a good response without the header is the stable version's, which may not know it", () => {
    assert.equal(versionOf(IN_HEADER, answered(200, {})), "stable");
  });

  it("an error without the header may be a proxy's, so its version is unknown", () => {
    assert.equal(versionOf(IN_HEADER, answered(502, {})), "unknown");
  });

  it("text in the body tells good responses apart", () => {
    assert.equal(versionOf(IN_BODY, answered(200, { body: "<title>Shop v2</title>" })), "canary");
    assert.equal(versionOf(IN_BODY, answered(200, { body: "<title>Shop</title>" })), "stable");
  });

  it("an error whose body lacks the text is of an unknown version, as pages of errors are often the same", () => {
    assert.equal(versionOf(IN_BODY, answered(500, { body: "Oops" })), "unknown");
    assert.equal(versionOf(IN_BODY, answered(500, { body: "Shop v2: Oops" })), "canary");
  });

  it("a request without a response is of an unknown version", () => {
    assert.equal(versionOf(IN_HEADER, FAILED), "unknown");
  });
});
