import assert from "node:assert/strict";
import fc from "fast-check";
import { extracted, needsBody, unmet, type JsonPointer } from "../../../loadgen/scenario/answer.ts";

/** Every value of a document with its pointer, by walking down. */
function pointers(value: unknown, at = ""): [string, unknown][] {
  const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const escaped = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");
  return [[at, value], ...inner.flatMap(([key, each]) => pointers(each, `${at}/${escaped(key)}`))];
}

describe("what a scenario expects of an answer", () => {
  it("an expected status takes the place of any below 400", () => {
    assert.equal(unmet({ status: 200 }, 201, ""), "status is not 200");
    assert.equal(unmet({ status: [200, 404] }, 404, ""), undefined);
    assert.equal(unmet({ status: [200, 404] }, 500, ""), "status is not 200 or 404");
  });

  it("texts and patterns are looked for in the whole body, again and again", () => {
    assert.equal(unmet({ contains: "balance" }, 200, "no balance"), undefined);
    assert.equal(unmet({ contains: "balance" }, 200, ""), 'no "balance" in the body');
    const matches = /\d+/g;
    for (let round = 0; round < 3; round += 1) assert.equal(unmet({ matches }, 200, "order 7"), undefined);
    assert.equal(unmet({ matches }, 200, "order"), "the body does not match /\\d+/g");
  });

  it("values of a JSON body are found by their pointers, whatever the keys are", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (document) => {
        const body = JSON.stringify(document);
        for (const [pointer, value] of pointers(JSON.parse(body))) {
          const json = { [pointer]: value } as Record<JsonPointer, never>;
          assert.equal(unmet({ json }, 200, body), undefined, pointer);
          const { values, missing } = extracted({ it: pointer as JsonPointer }, body);
          const text = typeof value === "string" ? value : JSON.stringify(value);
          assert.deepEqual([values["it"], missing], value === null ? ["", ["it"]] : [text, []]);
        }
      }),
    );
    assert.equal(unmet({ json: { "/a/b": 1 } }, 200, '{"a":{"b":2}}'), "/a/b is not 1");
    assert.equal(unmet({ json: { "/a": 1 } }, 200, "<html>"), "the body is not JSON");
    assert.throws(() => extracted({ id: "items.0" as JsonPointer }, "{}"), /"items\.0" is no JSON pointer/);
  });

  it("patterns give their first group, or all that matched; what is not found is named", () => {
    const body = '<input name="csrf" value="a&b"> Order 12';
    const extract = { csrf: /csrf" value="([^"]+)"/, order: /Order \d+/g, none: /nothing (.*)/, id: "/id" as const };
    for (let round = 0; round < 2; round += 1)
      assert.deepEqual(extracted(extract, body), {
        values: { csrf: "a&b", order: "Order 12", none: "", id: "" },
        missing: ["none", "id"],
      });
  });

  it("a body is kept only where something is asked of it", () => {
    assert.deepEqual(
      [needsBody(undefined, undefined), needsBody({ status: 200 }, undefined), needsBody({ contains: "" }, undefined)],
      [false, false, true],
    );
    assert.ok(needsBody(undefined, {}) && needsBody({ json: {} }, undefined) && needsBody({ matches: /a/ }, undefined));
  });
});
