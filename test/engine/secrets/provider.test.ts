import assert from "node:assert/strict";
import fc from "fast-check";
import { newSecretsProvider, secretsProviderFor } from "../../../engine/secrets/provider.ts";

/** Written by the Pulumi CLI 3.270 with the passphrase "oracle". */
const SALT_LINE = "v1:aKg5LUod4k8=:v1:I/lb+71NccxiMOIw:kSFp5awRp/+NtOrIO8ogWx/ep/0kOw==";
const CIPHERTEXT = "v1:6X8Y5STyk+6kMFcv:YHz7lyFdqmDnqkwdlTzYFtPuUEvgPw==";

describe("passphrase secrets provider", () => {
  it("a ciphertext of the Pulumi CLI is decrypted", async () => {
    const provider = await secretsProviderFor("oracle", SALT_LINE);
    assert.equal(provider.decrypt(CIPHERTEXT), "s3cret");
    assert.equal(provider.state.salt, SALT_LINE);
  });

  it("a wrong passphrase is refused with Pulumi's message", async () => {
    await assert.rejects(secretsProviderFor("Oracle", SALT_LINE), {
      code: "SECRETS_PASSPHRASE_INCORRECT",
      message: "incorrect passphrase",
    });
  });

  for (const line of ["", "v1:aKg5LUod4k8=", "v2:aKg5LUod4k8=:v1:I/lb+71NccxiMOIw:kSFp5awRp", "v1::v1:x:y"])
    it(`the salt line ${JSON.stringify(line)} is refused`, async () => {
      await assert.rejects(secretsProviderFor("oracle", line), { code: "SECRETS_SALT_MALFORMED" });
    });

  it("a new salt line accepts only the passphrase that it was created with", async () => {
    const made = await newSecretsProvider("one");
    const again = await secretsProviderFor("one", made.state.salt);
    assert.equal(again.decrypt(made.encrypt("text")), "text");
    await assert.rejects(secretsProviderFor("two", made.state.salt), { code: "SECRETS_PASSPHRASE_INCORRECT" });
  });

  it("each text is decrypted unchanged, and equal texts get different ciphertexts", async () => {
    const provider = await secretsProviderFor("oracle", SALT_LINE);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const ciphertext = provider.encrypt(text);
        assert.equal(provider.decrypt(ciphertext), text);
        assert.notEqual(provider.encrypt(text), ciphertext);
      }),
    );
  });

  it("a modified ciphertext is refused", async () => {
    const provider = await secretsProviderFor("oracle", SALT_LINE);
    const [version, nonce, sealed = ""] = CIPHERTEXT.split(":");
    for (let i = 0; i < Buffer.from(sealed, "base64").length; i++) {
      const bytes = Buffer.from(sealed, "base64");
      bytes[i] = (bytes[i] ?? 0) ^ 1;
      assert.throws(() => provider.decrypt(`${version}:${nonce}:${bytes.toString("base64")}`), {
        code: "SECRETS_CIPHERTEXT_MALFORMED",
      });
    }
    assert.throws(() => provider.decrypt("plain"), { code: "SECRETS_CIPHERTEXT_MALFORMED" });
  });
});
