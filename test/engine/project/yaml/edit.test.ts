import assert from "node:assert/strict";
import fc from "fast-check";
import { removeIn, setIn, UnusualText } from "../../../../engine/project/yaml/edit.ts";
import { readYaml, type YamlValue } from "../../../../base/yaml/read.ts";
import { withoutValue, withValue, type YamlPath } from "../../../../engine/project/yaml/values.ts";

/** Ways to write a value after `key:`, each indented for a place in `config`. */
const WRITTEN = [
  " plain",
  " 012345678912",
  " 12345678901234567890",
  " 1e3 # a float",
  ' "quoted: \\u00e9" # why',
  " 'it''s'",
  "",
  " ~",
  " {a: 1, 'b': [x,  y], }",
  " [1, 0x10, [2]]   # flow",
  " |\n    first\n\n    second",
  " |- # chomped\n    text",
  " >\n    folded\n    text\n",
  "\n    # about a\n    a: 1\n    b:\n      - x # first\n      - {k: v}\n    # the end of it",
  "\n  - one\n  -   two\n\n  - k: 1\n    l: 2",
  "\n    - - deep\n      - 2\n    -",
  " &anchor {x: 1}",
  " !!str 12",
  "\n    secure: v1:abc:def",
  " 2001-12-14",
  " plain\n    # deeper",
  " several\n    lines # of it",
];
const written = fc.constantFrom(...WRITTEN);
const between = fc.constantFrom("", "", "", "\n", "  # a note\n", "\n\n  # two\n# out of line\n");
const value = fc.oneof<fc.Arbitrary<YamlValue>[]>(
  fc.string(),
  fc.constantFrom<YamlValue>(
    "yes",
    "012",
    "null",
    "",
    "1:30",
    "a\nb\n",
    "\n",
    " x",
    "# no",
    "2001-12-14",
    "- a",
    "a: b",
    "é",
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(12345678901234567890n),
  fc.constant<YamlValue>({ secure: "v1:x:y" }),
  fc.constant<YamlValue>({}),
  fc.constant<YamlValue>({ a: { b: [1, "x", { c: "y\nz" }] }, d: [] }),
  fc.constant<YamlValue>(["a", ["b"], { c: 1 }]),
);
const file = fc.record({
  entries: fc.array(fc.tuple(between, written), { minLength: 1, maxLength: 6 }),
  head: fc.constantFrom("", "# the stack\n", "encryptionsalt: v1:x # salt\n", "---\nother: [1]\n\n"),
  tail: fc.constantFrom("", "\n# the end\n", "last: |\n  x\n"),
  crlf: fc.boolean(),
  open: fc.boolean(),
});
type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

/** The text of a file in parts, of which the one at an index belongs to that key: `k<index>`. */
function partsOf({ entries, head, tail, crlf, open }: File): { before: string; own: string }[] {
  const parts = entries.map(([gap, text], index) => ({
    before: (index === 0 ? `${head}config:\n` : "") + gap,
    own: `  shop:k${index}:${text}\n`,
  }));
  const all = [...parts, { before: tail, own: "" }];
  const last = all.findLast(({ before, own }) => before + own !== "")!;
  const ending = last.own === "" ? "before" : "own";
  // A block text whose last line is open would be another text.
  if (open && !last[ending].includes("|") && !last[ending].includes(">"))
    last[ending] = last[ending].replace(/\n$/, "");
  const eol = (text: string) => (crlf ? text.replaceAll("\n", "\r\n") : text);
  return all.map(({ before, own }) => ({ before: eol(before), own: eol(own) }));
}

const textOf = (parts: readonly { before: string; own: string }[]): string =>
  parts.map(({ before, own }) => before + own).join("");

const inFile = fc.tuple(file, fc.nat()).map(([content, n]) => ({ content, index: n % content.entries.length }));

describe("a change of a YAML text", () => {
  it("sets any value of any file, and leaves every byte before and after it", () => {
    fc.assert(
      fc.property(inFile, value, ({ content, index }, to) => {
        const parts = partsOf(content);
        const text = textOf(parts);
        const path = ["config", `shop:k${index}`];
        const changed = setIn(text, path, to);
        assert.deepEqual(readYaml(changed).value, withValue(readYaml(text).value, path, to));
        const before = textOf(parts.slice(0, index)) + parts[index]!.before;
        const after = textOf(parts.slice(index + 1));
        assert.equal(changed.slice(0, before.length), before);
        assert.equal(changed.slice(changed.length - after.length), after);
      }),
      { numRuns: 300 },
    );
  });

  it("adds a key with its line alone, and removing it gives the first text back", () => {
    fc.assert(
      fc.property(file, fc.constantFrom<YamlValue>("x", 1, ["a"], { b: "c" }, "two\nlines"), (content, to) => {
        const text = textOf(partsOf(content));
        const changed = setIn(text, ["config", "shop:new"], to);
        assert.deepEqual(readYaml(changed).value, withValue(readYaml(text).value, ["config", "shop:new"], to));
        const closed = /\n$/.test(text) ? text : text + (content.crlf ? "\r\n" : "\n");
        assert.ok([text, closed].includes(removeIn(changed, ["config", "shop:new"])));
      }),
      { numRuns: 150 },
    );
  });

  it("removes the lines of one key", () => {
    fc.assert(
      fc.property(inFile, ({ content, index }) => {
        fc.pre(content.entries.length > 1);
        const parts = partsOf(content);
        const text = textOf(parts);
        const changed = removeIn(text, ["config", `shop:k${index}`]);
        assert.deepEqual(readYaml(changed).value, withoutValue(readYaml(text).value, ["config", `shop:k${index}`]));
        assert.ok(changed.startsWith(textOf(parts.slice(0, index)) + parts[index]!.before));
        assert.ok(changed.endsWith(textOf(parts.slice(index + 1))));
      }),
      { numRuns: 150 },
    );
  });

  const TREE = `config:
  shop:tree: # a tree
    # about a
    a: 1
    list:
      - x # first
      - k: 1 # k
        l: 2
    flow: { p: [1, 2], q: 3 }
  shop:base: &base { size: small, disk: 10 }
  shop:copy: *base
  shop:merged:
    <<: *base
    size: big
`;
  const edits: [title: string, path: YamlPath, value: YamlValue | undefined, [from: string, to: string][]][] = [
    ["a value in a map", ["shop:tree", "a"], 2, [["a: 1", "a: 2"]]],
    ["a value by a map", ["shop:tree", "a"], { b: 1 }, [["a: 1", "a:\n      b: 1"]]],
    [
      "a map by a value",
      ["shop:tree"],
      "x",
      [[TREE.slice(8, TREE.indexOf("  shop:base")), "  shop:tree: x # a tree\n"]],
    ],
    ["an item", ["shop:tree", "list", 0], "w", [["- x #", "- w #"]]],
    ["a key of an item", ["shop:tree", "list", 1, "k"], "v", [["k: 1 #", "k: v #"]]],
    ["a value in braces", ["shop:tree", "flow", "q"], { r: [1] }, [["q: 3", "q: { r: [ 1 ] }"]]],
    ["an item in brackets", ["shop:tree", "flow", "p", 2], "z", [["[1, 2]", "[1, 2, z]"]]],
    ["a new item", ["shop:tree", "list", 2], "z", [["l: 2\n", "l: 2\n      - z\n"]]],
    ["a new key in braces", ["shop:tree", "flow", "s", "t"], 1, [["q: 3 ", "q: 3, s: { t: 1 } "]]],
    ["nothing: an item that goes", ["shop:tree", "list", 0], undefined, [["      - x # first\n", ""]]],
    ["nothing: the first key of an item", ["shop:tree", "list", 1, "k"], undefined, [["k: 1 # k\n        l", "l"]]],
    ["nothing: a key in braces", ["shop:tree", "flow", "p"], undefined, [["p: [1, 2], ", ""]]],
    ["nothing: the last key in braces", ["shop:tree", "flow", "q"], undefined, [[", q: 3", ""]]],
    ["an alias", ["shop:copy"], "x", [["copy: *base", "copy: x"]]],
    ["a part of an alias", ["shop:copy", "size"], "x", [["copy: *base", "copy: { size: x, disk: 10 }"]]],
    ["a key over a merged one", ["shop:merged", "disk"], 9, [["size: big\n", "size: big\n    disk: 9\n"]]],
    ["nothing: a merged key", ["shop:merged", "disk"], undefined, [["    <<: *base\n", ""]]],
    [
      "what aliases stand for",
      ["shop:base", "disk"],
      9,
      [
        ["disk: 10", "disk: 9"],
        ["copy: *base", "copy: { size: small, disk: 10 }"],
        ["<<: *base", "<<: { size: small, disk: 10 }"],
      ],
    ],
  ];
  for (const [title, at, to, replacements] of edits)
    it(`replaces ${title}, and nothing else`, () => {
      const path = ["config", ...at];
      const changed = to === undefined ? removeIn(TREE, path) : setIn(TREE, path, to);
      assert.equal(
        changed,
        replacements.reduce((text, [from, into]) => text.replace(from, into), TREE),
      );
    });

  it("writes the last removed value as an empty map or list", () => {
    assert.equal(removeIn("config:\n  a: 1 # one\n# end\n", ["config", "a"]), "config: {}\n# end\n");
    assert.equal(removeIn("config:\n  a: [1]\n", ["config", "a", 0]), "config:\n  a: []\n");
  });

  const starts: [text: string, changed: string][] = [
    ["", "config:\n  a: 1\n"],
    ["# only a comment", "# only a comment\nconfig:\n  a: 1\n"],
    ["{}\n", "config:\n  a: 1\n"],
    ["config:\n", "config:\n  a: 1\n"],
    ["config: {} # none\nx: 1\n", "config: # none\n  a: 1\nx: 1\n"],
    ["salt: x", "salt: x\nconfig:\n  a: 1"],
    ["salt: x\r\n", "salt: x\r\nconfig:\r\n  a: 1\r\n"],
  ];
  for (const [text, changed] of starts)
    it(`begins the configuration of ${JSON.stringify(text)}`, () => {
      assert.equal(setIn(text, ["config", "a"], 1), changed);
    });

  it("refuses a text that it cannot change in one place", () => {
    assert.throws(() => setIn("config:\n  ? a\n  : 1\n", ["config", "a"], 2), UnusualText);
    // Without b, the empty line would belong to a.
    assert.throws(() => removeIn("config:\n  a: |+\n    x\n  b: 1\n\nc: 1\n", ["config", "b"]), UnusualText);
  });
});
