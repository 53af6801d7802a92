import assert from "node:assert/strict";
import { Redactor } from "../../../engine/secrets/redactor.ts";
import { OUTPUT, secret, SIGNATURE } from "../../../engine/values.ts";
import type { Value } from "../../../engine/values.ts";

function redactorOf(...values: Value[]): Redactor {
  const redactor = new Redactor();
  for (const value of values) redactor.learn(value);
  return redactor;
}

describe("the redactor", () => {
  it("all occurrences of a secret in a message are redacted", () => {
    const redactor = redactorOf({ user: "ann", nested: [{ password: secret("hunter2") }] });
    assert.equal(redactor.redact("ann:hunter2@host, hunter2"), "ann:[secret]@host, [secret]");
  });

  it("texts, numbers and JSON texts inside a secret are redacted", () => {
    const redactor = redactorOf(secret({ pin: 123456, list: ["alpha"] }), secret('{"key":"omega"}'));
    assert.equal(redactor.redact("123456 alpha omega"), "[secret] [secret] [secret]");
  });

  it("secret output values and JSON-escaped secrets are redacted", () => {
    const redactor = redactorOf({ [SIGNATURE]: OUTPUT, secret: true, value: 'a"b' });
    assert.equal(redactor.redact('a"b'), "[secret]");
    assert.equal(redactor.redact(JSON.stringify({ token: 'a"b' })), '{"token":"[secret]"}');
  });

  it("of an output that is secret as a whole, what its input shows in clear stays, such as a machine's address", () => {
    const machine = { host: "203.0.113.7", port: 2222, users: ["ann"], key: "hunter2" };
    const redactor = new Redactor();
    redactor.learnResource({
      inputs: { machine: { ...machine, key: secret("hunter2") } },
      outputs: { machine: secret({ ...machine, token: "omega" }), clear: "203.0.113.7", pin: secret("203.0.113.9") },
    });
    assert.equal(
      redactor.redact("ann@203.0.113.7:2222 hunter2 omega 203.0.113.9"),
      "ann@203.0.113.7:2222 [secret] [secret] [secret]",
    );
  });

  it("a part of a secret output is redacted where its input is secret, or another value", () => {
    const outputs = { a: secret({ key: "hunter2" }), b: secret(["alpha", "beta"]), c: secret({ key: "gamma" }) };
    const inputs: Record<string, Value> = { a: secret({ key: "hunter2" }), b: ["alpha"], c: { key: "delta" } };
    const redactor = new Redactor();
    redactor.learnResource({ inputs, outputs });
    assert.equal(redactor.redact("hunter2 alpha beta gamma delta"), "[secret] alpha [secret] [secret] delta");
  });

  it("the longer of two overlapping secrets is redacted", () => {
    assert.equal(redactorOf(secret("abc"), secret("abcdef")).redact("abcdef abc"), "[secret] [secret]");
  });

  it("the replacement text is not redacted again", () => {
    assert.equal(redactorOf(secret("hunter2"), secret("secret"), secret("ret")).redact("hunter2"), "[secret]");
  });

  it("single lines of a secret are redacted, except short ones", () => {
    const redactor = redactorOf(secret("-- KEY --\nMIIEvQIBADANBgkqhkiG9w0\n"));
    assert.equal(redactor.redact("MIIEvQIBADANBgkqhkiG9w0"), "[secret]");
    assert.equal(redactor.redact("-- KEY --"), "-- KEY --");
  });

  it("secrets with fewer than three characters are not redacted", () => {
    assert.equal(redactorOf(secret("no"), secret(7), secret(true)).redact("no 7 true"), "no 7 true");
  });
});
