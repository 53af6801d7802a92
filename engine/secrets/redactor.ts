/** Keeps secrets out of free text: providers and programs quote in their messages what they were given. */
import { isObject, OUTPUT, SECRET, SIGNATURE, type Properties, type Value } from "../values.ts";

/** The text of a shorter secret stands everywhere by chance. Pulumi draws this line too. */
const MIN_LENGTH = 3;
/** What is printed comes line by line, so that a line of a key is a secret too, unless it is short and commonplace. */
const MIN_LINE_LENGTH = 16;
const HIDDEN = "[secret]";

export class Redactor {
  readonly #texts = new Set<string>();
  /** One secret may be a part of another. */
  #longestFirst: string[] | undefined;

  /** Remembers every secret in these values. */
  learn(value: Value | undefined): void {
    if (Array.isArray(value)) for (const item of value) this.learn(item);
    if (!isObject(value)) return;
    if (isHidden(value)) return this.learnSecret(value.value);
    for (const item of Object.values(value)) this.learn(item);
  }

  /** Remembers a value that is secret as a whole. */
  learnSecret(value: Value | undefined): void {
    if (typeof value === "string") this.learnSecret(parsed(value));
    if (typeof value === "string" || typeof value === "number") this.#add(String(value));
    else if (Array.isArray(value)) for (const item of value) this.learnSecret(item);
    else if (isObject(value)) for (const item of Object.values(value)) this.learnSecret(item);
  }

  redact(text: string): string {
    this.#longestFirst ??= [...this.#texts].sort((a, b) => b.length - a.length);
    // A secret may be a part of the word that stands for others: that is looked into no more.
    let open = [text];
    for (const secret of this.#longestFirst)
      if (text.includes(secret)) open = open.flatMap((part) => (part === HIDDEN ? [part] : hide(secret, part)));
    return open.join("");
  }

  /** The same resource, its provider's reasons redacted. */
  redactReasons<Resource extends { initErrors?: string[] }>(resource: Resource): Resource {
    const { initErrors } = resource;
    return initErrors ? { ...resource, initErrors: initErrors.map((reason) => this.redact(reason)) } : resource;
  }

  #add(text: string): void {
    const lines = text.split("\n").map((line) => line.trim());
    for (const part of [text, ...lines.filter((line) => line.length >= MIN_LINE_LENGTH)]) {
      if (part.length < MIN_LENGTH || this.#texts.has(part)) continue;
      this.#texts.add(part).add(JSON.stringify(part).slice(1, -1));
      this.#longestFirst = undefined;
    }
  }
}

/** The text in pieces, with the secret's places as pieces of their own. */
const hide = (secret: string, text: string): string[] =>
  text.split(secret).flatMap((piece, index) => (index === 0 ? [piece] : [HIDDEN, piece]));

const isHidden = (value: Properties): boolean =>
  value[SIGNATURE] === SECRET || (value[SIGNATURE] === OUTPUT && value.secret === true);

/** Structured configuration is JSON text as a whole; what is inside it is secret by itself. */
function parsed(text: string): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
