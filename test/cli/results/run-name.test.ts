import assert from "node:assert/strict";
import fc from "fast-check";
import { nameOf } from "../../../cli/results/run-name.ts";
import { isName } from "../../../results/archive/layout.ts";

describe("names of runs", () => {
  it("any text begins a run id that is the valid name of a folder", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) =>
        isName(`${nameOf(text)}-20260101T000000Z`),
      ),
    );
    assert.deepEqual(["shop", "my shop/é", "日本", "../x"].map(nameOf), ["shop", "my-shop", "run", "x"]);
  });
});
