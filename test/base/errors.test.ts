import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { causeOf, CodedError, messageOf, systemCode } from "../../base/errors.ts";

class TestError extends CodedError<"TEST_A" | "TEST_B"> {}

describe("errors", () => {
  it("a coded error carries its code, message, cause and the name of its class", () => {
    const cause = new Error("why");
    const error = new TestError("TEST_A", "what", { cause });
    assert.ok(error instanceof CodedError && error instanceof Error);
    assert.deepEqual([error.code, error.message, error.cause, error.name], ["TEST_A", "what", cause, "TestError"]);
    assert.match(error.stack ?? "", /^TestError: what/);
  });

  it("messageOf returns the message of an error, and any other value as text", () => {
    assert.deepEqual([new Error("m"), "text", 3, null].map(messageOf), ["m", "text", "3", "null"]);
  });

  it("messageOf returns the code of an error that has no message", () => {
    const allRefused = Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" });
    assert.deepEqual([allRefused, new Error("")].map(messageOf), ["ECONNREFUSED", ""]);
  });

  it("causeOf returns what caused an error, if only by its code, and the error's own message without a cause", () => {
    const refused = new Error("connect ECONNREFUSED 127.0.0.1:9");
    const allRefused = Object.assign(new AggregateError([refused, refused], ""), { code: "ECONNREFUSED" });
    const failed = [refused, allRefused, new Error("")].map((cause) => new TypeError("fetch failed", { cause }));
    assert.deepEqual(failed.map(causeOf), [refused.message, "ECONNREFUSED", "fetch failed"]);
    assert.deepEqual([new Error("m"), "text"].map(causeOf), ["m", "text"]);
  });

  it("systemCode returns the code of a failed system call, and undefined for other errors", () => {
    let failure: unknown;
    try {
      readFileSync("/nowhere/at/all");
    } catch (error) {
      failure = error;
    }
    assert.equal(systemCode(failure), "ENOENT");
    for (const other of [new Error("m"), { code: "ENOENT" }, Object.assign(new Error("m"), { code: 5 }), null])
      assert.equal(systemCode(other), undefined);
  });
});
