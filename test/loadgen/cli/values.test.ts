import assert from "node:assert/strict";
import { formatClock } from "../../../base/duration.ts";
import { number, readValue, time, withScheme } from "../../../loadgen/cli/values.ts";

describe("values of options", () => {
  it("a duration is read as people write it, and a bare number as seconds", () => {
    const read = ["90s", "3m", "1h30m", "250ms", "1.5s", "45"].map(time);
    assert.deepEqual(read, [90_000, 180_000, 5_400_000, 250, 1500, 45_000]);
  });

  it("a number may have an exponent or spaces around it, and what is none or too large stays text", () => {
    assert.deepEqual(["1e3", " 5 ", "-3", "0.5"].map(number), [1000, 5, -3, 0.5]);
    for (const text of ["1_000", "1e400", "NaN", "", "５"]) assert.equal(number(text), text);
  });

  it("what tells a canary is text in the body or in a header, and other text stays text", () => {
    const read = ["body: v2", "x-version:v2", "body: a: b", "v2", ": v2", "body:"].map((text) =>
      readValue("canary", text),
    );
    assert.deepEqual(read, [
      { contains: "v2" },
      { header: "x-version", contains: "v2" },
      { contains: "a: b" },
      ...["v2", ": v2", "body:"],
    ]);
  });

  it("a text that is no duration as a whole stays text", () => {
    for (const text of ["", "3y", "m", "5 m", "1h30", "-5s", "s3"]) assert.equal(time(text), text);
  });

  it("a host without a scheme is an http URL", () => {
    for (const host of [
      "127.0.0.1:8080",
      "127.0.0.1/x",
      "localhost",
      "localhost:80/a?b",
      "[::1]:8080",
      "shop:8080",
      "shop.test",
      "a:b@shop.test:1/",
    ])
      assert.equal(withScheme(host), `http://${host}`);
  });

  it("a URL and text that names no host stay as they are", () => {
    for (const text of [
      "http://x",
      "https://x.test:1/",
      "ftp://x.test/",
      "nonsense",
      "",
      "/path",
      "./shop.ts",
      "a b.test",
      "x:y",
    ])
      assert.equal(withScheme(text), text);
  });

  it("times are shown as minutes and seconds, with hours where needed", () => {
    assert.deepEqual([0, 65_400, 3_725_000].map(formatClock), ["0:00", "1:05", "1:02:05"]);
  });
});
