import assert from "node:assert/strict";
import { commonLoadText, levelText, loadText, placeText } from "../../../results/compare/load-text.ts";

describe("the load of a level in words", () => {
  it("a closed load has users and an open one arrivals per second, at most if it has stages", () => {
    assert.equal(loadText({ model: "closed", users: 120, stages: null }), "120 users");
    assert.equal(loadText({ model: "closed", users: 1 }), "1 user");
    assert.equal(loadText({ model: "open", ratePerS: 50, users: 200 }), "50/s");
    assert.equal(loadText({ model: "closed", users: 60, stages: [{ users: 60 }] }), "up to 60 users");
    assert.equal(loadText({ model: "open", ratePerS: 12.5, stages: [{ ratePerS: 12.5 }] }), "up to 12.5/s");
  });

  it("a load that was not recorded has no text", () => {
    assert.equal(loadText({}), null);
    assert.equal(loadText({ users: null }), null);
    assert.equal(loadText({ model: "open", users: 10 }), null);
  });

  it("cells have a load in common only if all have the same", () => {
    assert.equal(commonLoadText([{ users: 10 }, { users: 10 }]), "10 users");
    assert.equal(commonLoadText([{ users: 10 }, { users: 20 }]), null);
    assert.equal(commonLoadText([{ users: 10 }, {}]), null);
    assert.equal(commonLoadText([]), null);
  });

  it("a level is shown with its load, unless its name says it", () => {
    assert.equal(levelText("high", "120 users"), "high, 120 users");
    assert.equal(levelText("high", null), "high");
    assert.equal(levelText("50-users", "50 users"), "50-users");
    assert.equal(placeText("high", "120 users"), "120 users (level high)");
    assert.equal(placeText("high", null), "level high");
    assert.equal(placeText("50-users", "50 users"), "50 users");
  });
});
