import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { createDiffDisplay } from "../../../../engine/display/diff/display.ts";
import type { DiffOptions } from "../../../../engine/display/diff/view.ts";
import type { Verb } from "../../../../engine/display/index.ts";
import type { EngineEvent, StepMetadata, StepOp, StepState } from "../../../../engine/model.ts";
import { blindSeal, plaintextSeal } from "../../../../engine/secrets/values.ts";
import { ARCHIVE, ASSET, SECRET, SIGNATURE, UNKNOWN, type Properties, type Value } from "../../../../engine/values.ts";
import { said, summary } from "../events.ts";

const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
const THING = "urn:pulumi:dev::shop::test:Thing::a";

const state = (more: Partial<StepState> = {}): StepState => ({
  ...{ type: "test:Thing", urn: THING, id: "", parent: STACK, inputs: {}, outputs: {}, provider: "" },
  ...more,
});

const step = (op: StepOp, more: Partial<StepMetadata> = {}): StepMetadata => ({
  ...{ op, urn: THING, type: "test:Thing", logical: true, detailedDiff: null },
  ...more,
});

const stackStep = (op: StepOp, old?: Properties, next?: Properties): StepMetadata => {
  const of = (outputs: Properties) => state({ urn: STACK, type: "pulumi:pulumi:Stack", parent: "", outputs });
  return step(op, { urn: STACK, type: "pulumi:pulumi:Stack", old: old ? of(old) : null, new: next ? of(next) : null });
};

const started = (metadata: StepMetadata): EngineEvent => ({
  sequence: 0,
  timestamp: 0,
  resourcePreEvent: { metadata },
});

const done = (metadata: StepMetadata, planning = false): EngineEvent => ({
  ...{ sequence: 0, timestamp: 0 },
  resOutputsEvent: { metadata, planning },
});

function show(events: EngineEvent[], diff: DiffOptions = {}, verb: Verb = "up"): { text: string; errors: string } {
  const shown = { text: "", errors: "" };
  const into = (name: "text" | "errors") =>
    new Writable({
      write: (chunk: Buffer, _, next) => {
        shown[name] += chunk.toString();
        next();
      },
    });
  const streams = { stream: into("text"), errors: into("errors") };
  const display = createDiffDisplay({ ...streams, isTty: false, verb, stack: "dev", env: {}, diff });
  for (const event of events) display.event(event);
  display.close();
  return shown;
}

/** Of an update of the thing `a`, the lines on its properties. */
function updated(
  old: Properties,
  next: Properties,
  more: Partial<StepMetadata> = {},
  diff: DiffOptions = {},
): string[] {
  const metadata = step("update", { old: state({ inputs: old, outputs: old }), new: state({ inputs: next }), ...more });
  return show([started(metadata)], diff)
    .text.split("\n")
    .slice(3, -1);
}

describe("rich display of differences", () => {
  it("has each step below its parents, with its properties, its outputs and a summary", () => {
    const inputs = { list: [1, { x: "y" }], name: "a", __provider: "internal" };
    const made = state({ id: "id-1", inputs, outputs: { ...inputs, address: "10.0.0.1" } });
    const { text } = show([
      started(stackStep("create", undefined, {})),
      started(
        step("create", { new: state({ inputs }), provider: "urn:pulumi:dev::shop::pulumi:providers:test::own::id" }),
      ),
      done(step("create", { new: made })),
      done(stackStep("create", undefined, { url: "http://x" })),
      summary({ create: 2 }),
    ]);
    assert.equal(
      text,
      [
        "Updating (dev):",
        "+ pulumi:pulumi:Stack: (create)",
        "    [urn=urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev]",
        "    + test:Thing: (create)",
        "        [urn=urn:pulumi:dev::shop::test:Thing::a]",
        "        [provider=urn:pulumi:dev::shop::pulumi:providers:test::own::id]",
        "        list      : [",
        "            [0]: 1",
        "            [1]: {",
        '                x: "y"',
        "            }",
        "        ]",
        '        name      : "a"',
        "        --outputs:--",
        '        address   : "10.0.0.1"',
        "    --outputs:--",
        '    url: "http://x"',
        "Resources:",
        "    + 2 created",
        "",
        "Duration: 4s",
        "",
      ].join("\n"),
    );
  });

  it("marks what comes, goes and changes, at any depth, beside what stays", () => {
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

  it("takes a value of another kind, and one that was empty, as one that goes and one that comes", () => {
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

  it("shows only what the provider says that changes, with old outputs and new inputs", () => {
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

  it("shows documents inside strings as documents, and the lines that differ of other texts", () => {
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

  it("hides secrets, and shows them as what they are when that was asked for", () => {
    const secretOf = (value: Value) => ({ [SIGNATURE]: SECRET, value });
    const both = (seal: typeof blindSeal) => [{ s: seal(secretOf("before")) }, { s: seal(secretOf("after")) }] as const;
    const detailedDiff = { s: { diffKind: "update", inputDiff: false } };
    assert.deepEqual(updated(...both(blindSeal), { detailedDiff }), ["  ~ s: [secret] => [secret]"]);
    assert.deepEqual(updated(...both(plaintextSeal), { detailedDiff }), ['  ~ s: "before" => "after"']);
  });

  it("says that what is hidden changes, but not how", () => {
    const sides = (value: string) => state({ inputs: { a: value, b: value }, hideDiffs: ["a"] });
    const metadata = step("update", { old: sides("x"), new: sides("y") });
    const { text } = show([started(metadata)]);
    assert.deepEqual(text.split("\n").slice(3, -1), ["  ~ a (hidden)", '  ~ b: "x" => "y"']);
  });

  it("shows assets by kind and hash, and of an archive the members that differ", () => {
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

  it("cuts long texts unless told not to", () => {
    const long = "x".repeat(200);
    assert.deepEqual(updated({}, { long }), [`  + long: "${"x".repeat(150)}..."`]);
    assert.deepEqual(updated({}, { long }, {}, { showFullOutput: true }), [`  + long: "${long}"`]);
  });

  it("shows replacements as one, and their steps when asked", () => {
    const sides = { old: state({ id: "1", inputs: { x: 1 } }), new: state({ inputs: { x: 2 } }) };
    const events = [
      started(step("create-replacement", { ...sides, logical: false })),
      started(step("replace", sides)),
      started(step("delete-replaced", { ...sides, new: null, logical: false })),
    ];
    const heads = (options: DiffOptions) => show(events, options).text.match(/^..test:Thing.*$/gm);
    assert.deepEqual(heads({}), ["+-test:Thing: (replace)"]);
    assert.deepEqual(heads({ showReplacementSteps: true }), [
      "++test:Thing: (create-replacement)",
      "+-test:Thing: (replace)",
      "--test:Thing: (delete-replaced)",
    ]);
  });

  it("shows what stays only when asked, except where its protection changes", () => {
    const same = (before: boolean, after: boolean) =>
      started(step("same", { old: state({ protect: before }), new: state({ protect: after }) }));
    assert.equal(show([same(true, true)]).text, "Updating (dev):\n");
    assert.match(show([same(false, true)]).text, /^ {2}test:Thing: \(same\) 🔒$/m);
    assert.match(show([same(true, false)]).text, /^ {2}test:Thing: \(same\) 🔓$/m);
    assert.match(show([same(false, false)], { showSames: true, urns: true }).text, /^ {2}urn:.*::a: \(same\)$/m);
  });

  it("shows what a refresh has found in the end, and of the rest nothing", () => {
    const found = { old: state({ id: "1", outputs: { x: 1 } }), new: state({ id: "1", outputs: { x: 2 } }) };
    const { text } = show([
      started(step("refresh", { old: found.old, new: found.old })),
      done(step("update", found)),
      started(step("refresh", { old: state(), new: state() })),
      done(step("same", { old: state(), new: state() })),
    ]);
    assert.deepEqual(text.split("\n").slice(1, -1), [
      "~ test:Thing: (update)",
      "    [id=1]",
      `    [urn=${THING}]`,
      "  ~ x: 1 => 2",
    ]);
  });

  it("says in a preview nothing of outputs that are only not known yet", () => {
    const mark = "@isPulumiResource";
    const old = { url: "http://x", thing: { id: "1", name: "a" } };
    const next = { url: UNKNOWN.string, thing: { [mark]: true, id: UNKNOWN.string, name: "b", more: UNKNOWN.string } };
    const { text } = show([done(stackStep("same", old, next), true)]);
    assert.deepEqual(text.split("\n").slice(1, -1), [
      "    --outputs:--",
      "  ~ thing: {",
      '      ~ name: "a" => "b"',
      "    }",
    ]);
  });

  it("tells what programs say on the other stream, and after a destroy what is left to do", () => {
    const { text, errors } = show(
      [said("info", "hello"), said("error", "broken\n"), summary({ delete: 1 })],
      {},
      "destroy",
    );
    assert.equal(errors, "hello\nerror: broken\n");
    assert.match(text, /stack rm dev/);
  });

  it("lets no text move the cursor or hide itself", () => {
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
