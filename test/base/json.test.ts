import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonOf } from "../../base/json.ts";

describe("the JSON of a text", () => {
  it("is its value, and undefined if the text is cut short or no JSON", () => {
    fc.assert(fc.property(fc.json(), (text) => assert.deepEqual(jsonOf(text), JSON.parse(text))));
    for (const text of ["", "{", '{ "a": 1', "Bad Gateway", "<html>"]) assert.equal(jsonOf(text), undefined);
  });
});
