/** A passphrase that is missing or wrong, or ciphertext that is not ours. */
export type SecretsErrorCode =
  | "incorrect_passphrase"
  | "passphrase_missing"
  | "passphrase_file_unreadable"
  | "malformed_salt"
  | "malformed_ciphertext";

export class SecretsError extends Error {
  override readonly name = "SecretsError";
  readonly code: SecretsErrorCode;

  constructor(code: SecretsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
