import assert from "node:assert/strict";
import fc from "fast-check";
import { junitXml, type TestCase } from "../../base/junit.ts";
import { readXml, type Element } from "../helpers/xml.ts";

const text = fc.string({ unit: "binary", maxLength: 30 });
const nasty = fc.constantFrom("\u0000", "]]>", "<a b='c'>&amp;\"", "\ud800", "\uffff", "\u001b[31m", "a\nb\tc");
const caseOf = fc.record({
  name: fc.oneof(text, nasty),
  className: text,
  durationMs: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
  outcome: fc.constantFrom<TestCase["outcome"]>("passed", "failed", "error", "skipped"),
  message: fc.oneof(text, nasty),
  details: fc.option(fc.oneof(text, nasty), { nil: undefined }),
});
const suites = fc.array(
  fc.record({
    name: fc.oneof(text, nasty),
    startedAt: fc.constantFrom(null, "2026-01-02T03:04:05.678Z"),
    cases: fc.array(caseOf, { maxLength: 5 }),
  }),
  { maxLength: 3 },
);

/** Attributes by element, as in Jenkins' junit-10.xsd; those that it requires first. */
const ATTRIBUTES: Record<string, { required: string[]; allowed: string[] }> = {
  testsuites: { required: [], allowed: ["name", "time", "tests", "failures", "errors"] },
  testsuite: { required: ["name", "tests", "failures", "errors"], allowed: ["time", "skipped", "timestamp"] },
  testcase: { required: ["name"], allowed: ["time", "classname"] },
  ...Object.fromEntries(["failure", "error", "skipped"].map((name) => [name, { required: [], allowed: ["message"] }])),
  "system-out": { required: [], allowed: [] },
};
const TIME = /^\d+\.\d{3}$/;

function* all(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* all(child);
}

describe("JUnit files", () => {
  it("any text gives well-formed XML with the elements and attributes of the schema", () => {
    fc.assert(
      fc.property(suites, (given) => {
        const root = readXml(junitXml("checks", given));
        for (const { name, attributes } of all(root)) {
          const { required, allowed } = ATTRIBUTES[name]!;
          for (const each of required) assert.ok(each in attributes, `${name} ${each}`);
          for (const each of Object.keys(attributes)) assert.ok([...required, ...allowed].includes(each), each);
          if ("time" in attributes) assert.match(attributes["time"] ?? "", TIME);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("the counts of each suite and of the file are those of their cases", () => {
    fc.assert(
      fc.property(suites, (given) => {
        const root = readXml(junitXml("checks", given));
        const count = (element: Element, name: string) => [...all(element)].filter((each) => each.name === name).length;
        for (const element of [root, ...root.children]) {
          assert.equal(Number(element.attributes["tests"]), count(element, "testcase"));
          assert.equal(Number(element.attributes["failures"]), count(element, "failure"));
          assert.equal(Number(element.attributes["errors"]), count(element, "error"));
        }
        for (const suite of root.children) assert.equal(Number(suite.attributes["skipped"]), count(suite, "skipped"));
      }),
      { numRuns: 100 },
    );
  });

  it("text arrives as it was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (message) => {
        const [suite] = readXml(
          junitXml("checks", [
            {
              name: message,
              startedAt: null,
              cases: [{ name: "n", className: "c", durationMs: 1500, outcome: "failed", message, details: message }],
            },
          ]),
        ).children;
        const [failure] = suite!.children[0]!.children;
        assert.equal(suite!.attributes["name"], message);
        assert.deepEqual([failure!.attributes["message"], failure!.text], [message, message]);
        assert.equal(suite!.children[0]!.attributes["time"], "1.500");
      }),
    );
  });
});
