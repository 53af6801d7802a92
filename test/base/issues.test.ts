import assert from "node:assert/strict";
import { z } from "zod";
import { flatIssues, issueText } from "../../base/issues.ts";

/** What is said about a value, as `path: message`. */
function said(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return flatIssues(error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issueText(issue)}`);
}

const short = z.string().refine((text) => text === "ok", "must be ok");
const long = z.strictObject({ text: short, delayMs: z.number().min(0).max(10) });

describe("issues of zod in words", () => {
  it("a union tells the issues of the form that was meant, at their own place", () => {
    const schema = z.object({ each: z.array(z.union([short, long])) });
    const each = ["no", { text: "ok", delayMs: 11 }, { text: 5, delayMs: -1 }, { text: "ok", delayMs: 1, colour: 1 }];
    assert.deepEqual(said(schema, { each }), [
      "each.0: must be ok",
      "each.1.delayMs: must be at most 10",
      "each.2.text: must be text",
      "each.2.delayMs: must be at least 0",
      "each.3: has no key colour",
    ]);
  });

  it("a union of which no form has the value's type lists the types", () => {
    assert.deepEqual(said(z.union([short, long]), 5), [": must be text or an object"]);
    assert.deepEqual(said(z.union([short, z.union([z.number(), z.boolean()])]), []), [
      ": must be text or a number or true or false",
    ]);
  });

  it("a union of forms of one type lists what each of them wants", () => {
    assert.deepEqual(said(z.union([z.ipv4(), z.ipv6()]), "x"), [": must be an IPv4 address or an IPv6 address"]);
  });

  it("a union by a key lists the values that the key may have", () => {
    const schema = z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("none") }),
      z.strictObject({ kind: z.literal("constant"), ms: z.number() }),
    ]);
    assert.deepEqual(said(schema, { kind: "often" }), ["kind: must be one of none, constant"]);
    assert.deepEqual(said(schema, { kind: "constant" }), ["ms: is missing; must be a number"]);
    assert.deepEqual(said(schema, "often"), [": must be an object"]);
  });

  it("an invalid key of a record is told as what is wrong with the key", () => {
    const schema = z.record(z.string().regex(/^[a-z]+$/, "lower-case letters"), z.number());
    assert.deepEqual(said(schema, { A: 1 }), ["A: must be lower-case letters"]);
  });

  it("limits, formats and a schema's own messages are sentences of one kind", () => {
    assert.deepEqual(said(z.array(z.string()).min(2), ["x"]), [": must have at least 2 entries"]);
    assert.deepEqual(said(z.array(z.string()).min(1), []), [": must have at least 1 entry"]);
    assert.deepEqual(said(z.number().positive(), 0), [": must be more than 0"]);
    assert.deepEqual(said(z.url(), "x"), [": must be a URL such as http://127.0.0.1:8080"]);
    assert.deepEqual(said(z.enum(["a", "b"]), "c"), [": must be one of a, b"]);
    assert.deepEqual(said(z.number("must be a count"), "c"), [": must be a count"]);
  });
});
