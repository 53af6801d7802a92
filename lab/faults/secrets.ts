/** Looks for secrets of a stack in clear, where none may be. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/** Pulumi's mark of a secret in an exported state. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Shorter ones could be found by chance. */
const MIN_LENGTH = 16;

/** The script that an owner runs on a machine contains a token by design, and only its user may read it. */
const MEANT = /^join-.*\.sh$/;
const OWNER_ONLY = 0o077;

/** What providers mark beside what is secret: all of Google's labels, and the URL of a chart beside its password. */
const OPEN = new Set(["effectiveLabels", "pulumiLabels", "repo"]);
const PUBLIC_KEY = /^(ssh|ecdsa)-\S+ /;
const PRIVATE_KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY-----\n([^]*?)-----END/g;

/** The secrets in an exported state, decrypted, with their places: of keys and kubeconfigs, the lines that tell. */
export function secretsOf(exported: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, place: string, isSecret: boolean): void => {
    if (typeof value === "string" && isSecret) for (const part of tellingParts(value)) found.set(part, place);
    if (typeof value !== "object" || value === null) return;
    const { [SIGNATURE]: mark, plaintext, value: inner, urn } = value as Record<string, unknown>;
    if (mark !== undefined)
      return visit(typeof plaintext === "string" ? JSON.parse(plaintext) : inner, place, isSecret || mark === SECRET);
    const own = typeof urn === "string" ? urn.split("::").at(-1)! : place;
    for (const [key, each] of Object.entries(value)) if (!OPEN.has(key)) visit(each, `${own}.${key}`, isSecret);
  };
  visit(exported, "", false);
  return found;
}

const tellingParts = (secret: string): string[] => partsOf(secret).filter(({ length }) => length >= MIN_LENGTH);

function partsOf(secret: string): string[] {
  if (PUBLIC_KEY.test(secret)) return [];
  // The second line of a key in OpenSSH's format is the same in all keys.
  const keys = [...secret.matchAll(PRIVATE_KEYS)].flatMap(([, text]) => trimmedLines(text!).slice(1));
  if (keys.length > 0) return keys;
  const lines = trimmedLines(secret);
  if (lines.length <= 1) return [secret];
  const telling = lines.filter((line) => /^(client-key-data|token|password):/.test(line));
  return telling.map((line) => line.replace(/^[^:]*: */, ""));
}

const trimmedLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** @param secrets with their places @returns where a secret is, and which, without the secret itself */
export function findSecrets(
  secrets: ReadonlyMap<string, string>,
  texts: Iterable<readonly [string, string]>,
): string[] {
  const found = new Set<string>();
  for (const [where, text] of texts)
    for (const [secret, place] of secrets) if (text.includes(secret)) found.add(`${where}: ${place}`);
  return [...found];
}

/** The files below a folder, also in hidden folders, except those that are meant to have secrets. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
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
