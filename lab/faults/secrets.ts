/** Looks for secrets of a stack in clear, where none may be. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/** Pulumi's mark of a secret in an exported state. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Shorter ones could be found by chance. */
const MIN_LENGTH = 16;

/** The script that an owner runs on a machine contains a token by design, and only its user may read it. */
const MEANT = /^join-.*\.sh$/;
const OWNER_ONLY = 0o077;

/** The secrets in an exported state, decrypted: of keys and certificates, their longest lines. */
export function secretsOf(exported: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown, isSecret: boolean): void => {
    if (typeof value === "string" && isSecret) for (const part of tellingParts(value)) found.add(part);
    if (typeof value !== "object" || value === null) return;
    const { [SIGNATURE]: mark, plaintext } = value as Record<string, unknown>;
    if (mark === SECRET && typeof plaintext === "string") return visit(JSON.parse(plaintext), true);
    for (const inner of Object.values(value)) visit(inner, isSecret);
  };
  visit(exported, false);
  return found;
}

const tellingParts = (secret: string): string[] => partsOf(secret).filter(({ length }) => length >= MIN_LENGTH);

function partsOf(secret: string): string[] {
  const lines = secret.split("\n").map((line) => line.trim());
  if (lines.length === 1) return [secret];
  // The second line of a key in OpenSSH's format is the same in all keys.
  if (secret.includes(" PRIVATE KEY-----"))
    return lines.filter((line) => line !== "" && !line.startsWith("-----")).slice(1);
  const keys = lines.filter((line) => /^(client-key-data|token|password):/.test(line));
  return keys.map((line) => line.replace(/^[^:]*: */, ""));
}

/** @returns where a secret is, without the secret itself */
export function findSecrets(secrets: ReadonlySet<string>, texts: Iterable<readonly [string, string]>): string[] {
  const found = new Set<string>();
  for (const [where, text] of texts) for (const secret of secrets) if (text.includes(secret)) found.add(where);
  return [...found];
}

/** The files below a folder, except those that are meant to have secrets. */
export const filesIn = (folder: string): string[] =>
  globSync("**/*", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !MEANT.test(basename(path)) || (statSync(path).mode & OWNER_ONLY) !== 0);

/** Those that were written since then. @param sinceMs since 1970 */
export const changedSince = (paths: readonly string[], sinceMs: number): string[] =>
  paths.filter((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= sinceMs);

/** Their content with their paths. */
export function* textsOf(paths: readonly string[]): Generator<[string, string]> {
  for (const path of paths) if (existsSync(path)) yield [path, readFileSync(path, "latin1")];
}
