import assert from "node:assert/strict";
import { ordinal } from "../../base/ordinal.ts";

describe("ordinals", () => {
  it("ordinal writes a place as people count it", () => {
    const places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111];
    const texts = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th"];
    assert.deepEqual(places.map(ordinal), texts);
  });
});
