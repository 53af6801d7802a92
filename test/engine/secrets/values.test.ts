import assert from "node:assert/strict";
import fc from "fast-check";
import { newSecretsProvider, type SecretsProvider } from "../../../engine/secrets/provider.ts";
import { encryptingSeal, fromFile, plaintextSeal, toFile } from "../../../engine/secrets/values.ts";
import { SECRET, SIGNATURE, secret, type Value } from "../../../engine/values.ts";

const json = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Value>(null, true, false),
    fc.integer(),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1 }), tie("value"), { maxKeys: 4, noNullPrototype: true }),
    tie("value").map(secret),
  ),
})).value;

describe("secrets in values", () => {
  let secrets: SecretsProvider;
  before(async () => (secrets = await newSecretsProvider("test")));

  it("secrets are read back from a file unchanged", () => {
    fc.assert(
      fc.property(json, (value) => {
        const written = JSON.parse(JSON.stringify(toFile(value, encryptingSeal(secrets)))) as Value;
        assert.deepEqual(fromFile(written, secrets), value);
        const plain = JSON.parse(JSON.stringify(toFile(value, plaintextSeal))) as Value;
        assert.deepEqual(fromFile(plain, secrets), value);
      }),
    );
  });

  it("secrets at any depth are encrypted in a file", () => {
    fc.assert(
      fc.property(json, (value) => {
        const around = { list: [{ deep: secret({ inner: "needle", value }) }] };
        assert.doesNotMatch(JSON.stringify(toFile(around, encryptingSeal(secrets))), /needle|inner/);
      }),
    );
  });

  it("a secret's plaintext is JSON, as with Pulumi", () => {
    assert.deepEqual(toFile(secret("hush"), plaintextSeal), { [SIGNATURE]: SECRET, plaintext: '"hush"' });
    const written = toFile(secret({ b: 1, a: "x" }), encryptingSeal(secrets)) as { ciphertext: string };
    assert.equal(secrets.decrypt(written.ciphertext), '{"a":"x","b":1}');
  });

  it("an unchanged secret keeps its ciphertext", () => {
    const seal = encryptingSeal(secrets);
    const hush = secret("hush");
    const first = toFile({ hush }, seal);
    assert.deepEqual(toFile({ other: 1, hush }, seal), { ...(first as object), other: 1 });
    const read = fromFile(first, secrets);
    assert.deepEqual(toFile(read, encryptingSeal(secrets)), first);
    assert.notDeepEqual(toFile({ hush: secret("hush") }, seal), first);
  });

  it("a secret without ciphertext and plaintext is an error", () => {
    assert.throws(() => fromFile({ [SIGNATURE]: SECRET }, secrets), { code: "SECRETS_CIPHERTEXT_MALFORMED" });
  });
});
