import assert from "node:assert/strict";
import { namesOf } from "../../../cli/ab/names.ts";

describe("names of the sides of ab", () => {
  const shown = (a: string, b: string) => namesOf([a, b], undefined).names;

  it("two URLs are called by the shortest part that tells them apart", () => {
    assert.deepEqual(shown("http://a:1/shop", "http://b:2/shop"), ["a:1", "b:2"]);
    assert.deepEqual(shown("http://a/", "https://a/"), ["http://a", "https://a"]);
    assert.deepEqual(shown("http://a/v1/", "http://a/v2"), ["a/v1", "a/v2"]);
    assert.deepEqual(shown("http://a/?v=1", "http://a/?v=2"), ["http://a/?v=1", "http://a/?v=2"]);
  });

  it("names of sides hold no user information, also where only that differs", () => {
    const { names, isSame } = namesOf(["http://u:secret@a/", "http://v:other@a/"], undefined);
    assert.deepEqual([names, isSame], [["a (A)", "a (B)"], false]);
  });

  it("the same URL twice is an A/A test, with names that differ", () => {
    assert.deepEqual(namesOf(["http://a:1/", "http://a:1"], undefined), {
      names: ["a:1 (A)", "a:1 (B)"],
      isSame: true,
    });
    assert.deepEqual(namesOf(["http://a/", "http://a/"], "old, new"), { names: ["old", "new"], isSame: true });
  });

  it("--names refuses everything but two different names", () => {
    for (const bad of ["old", "old,", "a,b,c", "old,old", `a,${"b".repeat(61)}`])
      assert.throws(() => namesOf(["http://a/", "http://b/"], bad), { code: "OPTION_INVALID" }, bad);
  });
});
