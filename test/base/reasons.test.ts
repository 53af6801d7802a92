import assert from "node:assert/strict";
import { reasonsText } from "../../base/reasons.ts";

describe("reasons in one line", () => {
  it("sentences follow one another, and anything else is separated by semicolons", () => {
    assert.equal(reasonsText(["It is down.", "It was slow."]), "It is down. It was slow.");
    assert.equal(reasonsText(["rate +8 %", "p50 +9 %", "It is down."]), "rate +8 %; p50 +9 %; It is down.");
    assert.equal(reasonsText(["It is down."]), "It is down.");
    assert.equal(reasonsText([]), "");
  });
});
