import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi/errors.js";
import { InfraError } from "../../infra/errors.ts";
import { showPlainly } from "../../infra/error-display.ts";

describe("errors of the program, as Pulumi shows them", () => {
  it("an error with a code has no stack trace, and begins with its code", () => {
    const error = new InfraError("CONFIG_INVALID", "two problems:\n  - one");
    showPlainly(error);
    showPlainly(error);
    assert.ok(RunError.isInstance(error));
    assert.equal(error.message, "CONFIG_INVALID: two problems:\n  - one");
  });

  it("an error that follows from a failed resource names that resource, however many resources it went through", () => {
    const cause = "resource k3s-server [command:remote:Command] failed to register";
    const error = new Error(`error serializing property "a": error serializing property "b": ${cause}`);
    showPlainly(error);
    assert.ok(RunError.isInstance(error));
    assert.match(error.message, /^k3s-server failed, .*its own error says why\.$/);
  });

  it("other errors keep their stack traces, because they are mistakes in the program", () => {
    const error = new TypeError("x is not a function");
    showPlainly(error);
    showPlainly("a string");
    assert.equal(RunError.isInstance(error), false);
    assert.equal(error.message, "x is not a function");
  });
});
