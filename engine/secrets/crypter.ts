/**
 * AES-256-GCM as Pulumi's passphrase provider uses it. A ciphertext is `v1:<nonce>:<ciphertext and tag>`, both base64;
 * the nonce has 12 bytes and the tag, at the end, 16.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { SecretsError } from "../errors.ts";

/** For values that contain no secret, so that no passphrase is needed to read them. */
export const noSecrets: Crypter = { encrypt: refuse, decrypt: refuse };

function refuse(): never {
  throw new SecretsError("SECRETS_PASSPHRASE_MISSING", "Unexpected secret: decrypting it requires the passphrase.");
}

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Crypter {
  encrypt(plaintext: string): string;
  /** @throws SecretsError `SECRETS_CIPHERTEXT_MALFORMED` if the text was not encrypted with this key */
  decrypt(ciphertext: string): string;
}

export function aesCrypter(key: Uint8Array): Crypter {
  return {
    encrypt(plaintext) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce);
      const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
    },
    decrypt(ciphertext) {
      const [version, nonceText, sealedText, ...rest] = ciphertext.split(":");
      if (version !== "v1" || nonceText === undefined || sealedText === undefined || rest.length > 0)
        throw new SecretsError("SECRETS_CIPHERTEXT_MALFORMED", "A secret must have the form v1:<nonce>:<ciphertext>.");
      const sealed = Buffer.from(sealedText, "base64");
      try {
        const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(nonceText, "base64"));
        decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
        return decipher.update(sealed.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
      } catch (cause) {
        throw new SecretsError(
          "SECRETS_CIPHERTEXT_MALFORMED",
          "A secret could not be decrypted: it was changed, or encrypted with another passphrase or salt.",
          { cause },
        );
      }
    },
  };
}
