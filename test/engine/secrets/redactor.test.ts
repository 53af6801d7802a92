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
  it("hides secrets wherever they stand in a message, and nothing else", () => {
    const redactor = redactorOf({ user: "ann", nested: [{ password: secret("hunter2") }] });
    assert.equal(redactor.redact("ann:hunter2@host, hunter2"), "ann:[secret]@host, [secret]");
  });

  it("hides every text inside a secret, numbers and JSON texts too", () => {
    const redactor = redactorOf(secret({ pin: 123456, list: ["alpha"] }), secret('{"key":"omega"}'));
    assert.equal(redactor.redact("123456 alpha omega"), "[secret] [secret] [secret]");
  });

  it("hides a secret output value, and the escaped form that JSON gives a secret", () => {
    const redactor = redactorOf({ [SIGNATURE]: OUTPUT, secret: true, value: 'a"b' });
    assert.equal(redactor.redact('a"b'), "[secret]");
    assert.equal(redactor.redact(JSON.stringify({ token: 'a"b' })), '{"token":"[secret]"}');
  });

  it("hides the longer one of two secrets where one is a part of the other", () => {
    assert.equal(redactorOf(secret("abc"), secret("abcdef")).redact("abcdef abc"), "[secret] [secret]");
  });

  it("leaves alone the word that stands for a secret, also where that holds another secret", () => {
    assert.equal(redactorOf(secret("hunter2"), secret("secret"), secret("ret")).redact("hunter2"), "[secret]");
  });

  it("hides single lines of a key, but not its commonplace ones", () => {
    const redactor = redactorOf(secret("-- KEY --\nMIIEvQIBADANBgkqhkiG9w0\n"));
    assert.equal(redactor.redact("MIIEvQIBADANBgkqhkiG9w0"), "[secret]");
    assert.equal(redactor.redact("-- KEY --"), "-- KEY --");
  });

  it("leaves what is shorter than three characters", () => {
    assert.equal(redactorOf(secret("no"), secret(7), secret(true)).redact("no 7 true"), "no 7 true");
  });
});
