/** A passphrase that is missing or wrong, or ciphertext that is not ours. */
export type SecretsErrorCode =
  | "SECRETS_PASSPHRASE_INCORRECT"
  | "SECRETS_PASSPHRASE_MISSING"
  | "SECRETS_PASSPHRASE_FILE_UNREADABLE"
  | "SECRETS_SALT_MALFORMED"
  | "SECRETS_CIPHERTEXT_MALFORMED";

export class SecretsError extends Error {
  override readonly name = "SecretsError";
  readonly code: SecretsErrorCode;

  constructor(code: SecretsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
