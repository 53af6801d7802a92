import assert from "node:assert/strict";
import { problemText, readYaml } from "../../../base/yaml/read.ts";

describe("reading YAML", () => {
  const broken: [title: string, text: string, problem: RegExp][] = [
    ["an alias without an anchor", "a: 1\nb: *none\n", /^\*none names no anchor at line 2$/],
    ["an anchor that contains itself", "a: &a [*a]\n", /^\*a contains itself at line 1$/],
    ["a merge key without a map", "a:\n  <<: 5\n", /^`<<` merges maps only at line 2$/],
    ["a number that JSON does not have", "a: .inf\n", /^\.inf is a number .* at line 1$/],
    ["UTF-16 read as UTF-8", "a\0:\0 \x001\0", /not text in UTF-8/],
    ["several documents", "a: 1\n---\nb: 1\n", /several documents/],
  ];
  for (const [title, text, problem] of broken)
    it(`${title} is a problem with its line`, () => {
      const { problems } = readYaml(text);
      assert.equal(problems.length, 1);
      assert.match(problemText(problems[0]!), problem);
    });

  it("a file whose aliases stand for billions of values is refused at once", () => {
    const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
    const { problems } = readYaml(["a0: &a0 x", ...levels].join("\n"));
    assert.match(problemText(problems[0]!), /^excessive aliasing/);
  });

  it("a syntax error is a problem with its line", () => {
    assert.deepEqual(readYaml("a: 1\na: 2\n").problems, [{ line: 2, message: "Map keys must be unique" }]);
  });
});
