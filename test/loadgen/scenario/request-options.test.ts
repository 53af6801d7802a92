import assert from "node:assert/strict";
import { checkOptions } from "../../../loadgen/scenario/request-options.ts";
import type { RequestOptions } from "../../../loadgen/scenario/scenario.ts";

const check = (options: unknown) => () => checkOptions(options as RequestOptions);

describe("options of a request", () => {
  for (const [options, message] of [
    [{ expct: { status: 200 } }, "there is no option expct; did you mean expect?"],
    [{ headrs: {} }, "there is no option headrs; did you mean headers?"],
    [{ timeoutInMilliseconds: 1 }, /^there is no option timeoutInMilliseconds; there are headers, form, body, name/],
    [{ toString: 1 }, /^there is no option toString; there are/],
    [{ expect: { statuss: 200 } }, "there is no option expect.statuss; did you mean status?"],
    [{ expect: 200 }, "expect must be an object"],
    [{ expect: { status: "200" } }, "expect.status must be a number, or a list of numbers"],
    [{ expect: { matches: "x" } }, /^expect\.matches must be a pattern/],
    [{ extract: { id: 5 } }, "extract.id must be a pattern or a JSON pointer"],
    [{ check: "x" }, "check must be a function"],
    [{ keepBody: "yes" }, "keepBody must be true or false"],
    [{ body: { a: 1 } }, "body must be text"],
    [{ form: "a=1" }, /^form must be an object of fields; send text with request/],
    [{ form: [["a", 1]] }, /^form must be an object/],
    [{ form: { a: undefined } }, "the form's field a must be text or a number"],
    [{ form: { headers: {} } }, /field headers must be text or a number; the option headers comes after the form/],
    [{ form: { a: 1 }, body: "x" }, "it has a form and a body; give one of them"],
    [null, "its options must be an object"],
    ["name", "its options must be an object"],
  ] as const) {
    it(`the options ${JSON.stringify(options)} are refused as ${message}`, () => {
      assert.throws(check(options), { name: "RequestInvalid", message });
    });
  }

  it("all options of a request are taken, and undefined as if it were not there", () => {
    const expect = { status: [200, 404], contains: "a", matches: /a/, json: { "": 1 } };
    const rest = { name: "n", keepBody: true, check: () => null, expect, extract: { a: /a/, b: "/b" } };
    assert.doesNotThrow(check({ headers: { "x-a": 1 }, form: { a: 1, b: "c" }, ...rest }));
    assert.doesNotThrow(check({ body: "x", form: undefined, expect: undefined }));
  });
});
