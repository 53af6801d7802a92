import assert from "node:assert/strict";
import fc from "fast-check";
import { descriptionOf, tagsIn } from "../../../infra/catalog/tags.ts";

const TAGS = { "stackmark-stack": "single", "stackmark-run": "0a1b2c3d", "stackmark-expires": "2026-11-30t1000z" };

describe("tags in a description", () => {
  it("are read as they were written", () => {
    assert.equal(
      descriptionOf(TAGS),
      "stackmark-stack=single stackmark-run=0a1b2c3d stackmark-expires=2026-11-30t1000z",
    );
    assert.deepEqual(tagsIn(descriptionOf(TAGS)), TAGS);
  });

  it("are none in any other text", () => {
    const near = [
      "",
      "stackmark-stack=single",
      `${descriptionOf(TAGS)} `,
      `of ${descriptionOf(TAGS)}`,
      descriptionOf(TAGS).toUpperCase(),
      descriptionOf({ ...TAGS, "stackmark-run": "" }),
    ];
    for (const text of near) assert.deepEqual(tagsIn(text), {}, text);
    fc.assert(fc.property(fc.string(), (text) => assert.deepEqual(tagsIn(text), {})));
  });
});
