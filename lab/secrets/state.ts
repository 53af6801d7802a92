/** The secrets in a stack's state. Pure. */

/** Pulumi's mark of a secret in an exported state. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Shorter ones could be found by chance. */
const MIN_LENGTH = 16;

const PUBLIC_KEY = /^(\w+:)?(ssh|ecdsa)-\S+ /;
const PRIVATE_KEYS = /-----BEGIN [A-Z ]*PRIVATE KEY-----\n([^]*?)-----END/g;
/** Names, paths, addresses and URLs have lower-case letters only, and few hexadecimal digits in a row. */
const RANDOM = /^(?=.*[a-z])(?=.*[A-Z])|[0-9a-f]{32}/;

/** Texts by which a secret is recognized. */
type PartsOf = (text: string) => string[];

/**
 * The secrets in an exported state, decrypted, with their places: of keys and kubeconfigs, the lines that tell. Where a whole
 * object is secret, because a value in it is, its names and addresses do not count.
 *
 * @param exported what `pulumi stack export --show-secrets` prints
 */
export function secretsOf(exported: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, place: string, partsOf: PartsOf): void => {
    if (typeof value === "string") for (const part of partsOf(value)) found.set(part, place);
    if (typeof value !== "object" || value === null) return;
    const { [SIGNATURE]: mark, plaintext, value: inner, urn } = value as Record<string, unknown>;
    if (mark !== undefined) {
      const marked: unknown = typeof plaintext === "string" ? JSON.parse(plaintext) : inner;
      if (mark !== SECRET) return visit(marked, place, partsOf);
      return visit(marked, place, typeof marked === "string" ? tellingParts : randomParts);
    }
    const own = typeof urn === "string" ? urn.split("::").at(-1)! : place;
    for (const [key, each] of Object.entries(value)) visit(each, `${own}.${key}`, partsOf);
  };
  visit(exported, "", () => []);
  return found;
}

/** Texts by which a secret is recognized: of keys and kubeconfigs, lines that no other one has. */
export function tellingParts(secret: string): string[] {
  return linesOf(secret).filter(({ length }) => length >= MIN_LENGTH);
}

const randomParts: PartsOf = (text) => tellingParts(text).filter((part) => RANDOM.test(part));

function linesOf(secret: string): string[] {
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
