import assert from "node:assert/strict";
import { blindSeal, plaintextSeal } from "../../../../engine/secrets/values.ts";
import { ARCHIVE, ASSET, SECRET, SIGNATURE, UNKNOWN, type Properties, type Value } from "../../../../engine/values.ts";
import { THING, show, started, state, step, updated } from "./show.ts";

describe("properties in the display of --diff", () => {
  it("added, deleted and changed properties have a sign at any depth", () => {
    const old = { gone: 1, kept: "k", list: ["a", "b", "c"], map: { deep: { x: 1, y: null }, z: true } };
    const next = { fresh: [], kept: "k", list: ["a", "B"], map: { deep: { x: 2.5, y: 1 }, z: true } };
    assert.deepEqual(updated(old, next), [
      "  + fresh: []",
      "  - gone : 1",
      '    kept : "k"',
      "  ~ list : [",
      '        [0]: "a"',
      '      ~ [1]: "b" => "B"',
      '      - [2]: "c"',
      "    ]",
      "  ~ map  : {",
      "      ~ deep: {",
      "          ~ x: 1 => 2.5",
      "          + y: 1",
      "        }",
      "        z   : true",
      "    }",
    ]);
  });

  it("a change of kind, or from an empty value, is shown as delete and add", () => {
    assert.deepEqual(updated({ a: [1], b: "", c: "x" }, { a: { y: 1 }, b: "now", c: UNKNOWN.string }), [
      "  - a: [",
      "  -     [0]: 1",
      "    ]",
      "  + a: {",
      "      + y: 1",
      "    }",
      '  + b: "now"',
      '  ~ c: "x" => [unknown]',
    ]);
  });

  it("a detailed diff shows only its properties, with old outputs and new inputs", () => {
    const detailedDiff = {
      "a.b[1]": { diffKind: "update-replace", inputDiff: false },
      c: { diffKind: "add", inputDiff: true },
      "d.e": { diffKind: "delete", inputDiff: false },
    };
    const old = { a: { b: [1, 2], other: 1 }, d: { e: 1 } };
    assert.deepEqual(updated(old, { a: { b: [1, 3], other: 2 }, d: {} }, { detailedDiff }), [
      "  ~ a: {",
      "      ~ b: [",
      "          ~ [1]: 2 => 3",
      "        ]",
      "    }",
      "  + c: [unknown]",
      "  ~ d: {",
      "      - e: 1",
      "    }",
    ]);
    assert.deepEqual(updated({ a: 1 }, { a: 2 }, { detailedDiff: {} }), ["    a: 1"]);
  });

  it("documents in strings are compared by content, and other texts by lines", () => {
    assert.deepEqual(updated({ policy: '{"a":1,"b":[2]}' }, { policy: '{"a":2,"b":[2]}' }), [
      "  ~ policy: (json) {",
      "      ~ a: 1 => 2",
      "        b: [",
      "            [0]: 2",
      "        ]",
      "    }",
    ]);
    const lines = (third: string) => `one\ntwo is: {not\n${third}\nfour\nfive\nsix\nseven`;
    assert.deepEqual(updated({ text: lines("old") }, { text: lines("new") }), [
      "  ~ text: ",
      "        one",
      "        two is: {not",
      "      - old",
      "      + new",
      "        four",
      "        five",
      "        ...",
    ]);
    assert.deepEqual(updated({ a: "x: 1\ny: 2" }, { a: "x: 1\ny: 3" }), [
      "  ~ a: (yaml) {",
      "        x: 1",
      "      ~ y: 2 => 3",
      "    }",
    ]);
  });

  it("secrets are hidden, unless events contain their plain text", () => {
    const secretOf = (value: Value) => ({ [SIGNATURE]: SECRET, value });
    const both = (seal: typeof blindSeal) => [{ s: seal(secretOf("before")) }, { s: seal(secretOf("after")) }] as const;
    const detailedDiff = { s: { diffKind: "update", inputDiff: false } };
    assert.deepEqual(updated(...both(blindSeal), { detailedDiff }), ["  ~ s: [secret] => [secret]"]);
    assert.deepEqual(updated(...both(plaintextSeal), { detailedDiff }), ['  ~ s: "before" => "after"']);
  });

  it("changed hidden properties are named without their values", () => {
    const sides = (value: string) => state({ inputs: { a: value, b: value }, hideDiffs: ["a"] });
    const metadata = step("update", { old: sides("x"), new: sides("y") });
    const { text } = show([started(metadata)]);
    assert.deepEqual(text.split("\n").slice(3, -1), ["  ~ a (hidden)", '  ~ b: "x" => "y"']);
  });

  it("assets are shown by kind and hash, and archives by their changed members", () => {
    const asset = (hash: string): Properties => ({ [SIGNATURE]: ASSET, hash, path: `${hash}.txt` });
    const archive = (hash: string, assets: Properties): Properties => ({ [SIGNATURE]: ARCHIVE, hash, assets });
    const old = { file: asset("1111111122"), pack: archive("aaaaaaaa", { kept: asset("k"), x: asset("x1") }) };
    const next = {
      file: asset("2222222233"),
      pack: archive("bbbbbbbb", { kept: asset("k"), x: asset("x2"), y: asset("y") }),
    };
    assert.deepEqual(updated(old, next), [
      "  ~ file: asset(file:1111111->2222222) { 1111111122.txt->2222222233.txt }",
      "  ~ pack: archive(assets:aaaaaaa->bbbbbbb) {",
      '      ~ "x"   : asset(file:x1->x2) { x1.txt->x2.txt }',
      '          + "y"   : asset(file:y) { y.txt }',
      "    }",
    ]);
  });

  it("long texts are truncated, except with --show-full-output", () => {
    const long = "x".repeat(200);
    assert.deepEqual(updated({}, { long }), [`  + long: "${"x".repeat(150)}..."`]);
    assert.deepEqual(updated({}, { long }, {}, { showFullOutput: true }), [`  + long: "${long}"`]);
  });

  it("control characters in properties are not printed", () => {
    const evil = "\u001b[2J\u0007\r\u009b1A\u0000\u202e";
    const metadata = step("create", {
      urn: `${THING}${evil}`,
      new: state({ inputs: { [evil]: `${evil}x`, text: `${evil}\ny` } }),
    });
    const shown = show([started(metadata)], { showFullOutput: true }).text;
    const changed = updated({ a: `${evil}\nx`, b: evil }, { a: `${evil}\ny`, b: `${evil}z` });
    const text = [shown, ...changed].join("");
    // eslint-disable-next-line no-control-regex -- none of them may be there
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\u0000-\u001f\u007f-\u009f]/);
  });
});
