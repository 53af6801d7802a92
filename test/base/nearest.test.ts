import assert from "node:assert/strict";
import { nearest, suggestion } from "../../base/nearest.ts";

describe("the nearest name", () => {
  it("the nearest name is the one with the fewest different letters, in any letter case", () => {
    assert.equal(nearest("onStrt", ["name", "onStart", "state"]), "onStart");
    assert.equal(nearest("ONSTART", ["onStart"]), "onStart");
    assert.equal(nearest("boutiqe", ["get", "boutique"]), "boutique");
  });

  it("a name that resembles none has no nearest one", () => {
    assert.equal(nearest("shopping", ["get", "iot"]), undefined);
    assert.equal(nearest("x", []), undefined);
  });

  it("a suggestion is the nearest name, else all names, else nothing", () => {
    assert.equal(suggestion("expct", ["expect", "extract"]), "; did you mean expect?");
    assert.equal(suggestion("shopping", ["get", "iot"]), "; there are get, iot");
    assert.equal(suggestion("x", []), "");
  });
});
