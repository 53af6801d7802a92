/** Keeps secrets out of messages: providers and programs quote their inputs in them. */
import { jsonOf } from "../../base/json.ts";
import { isObject, OUTPUT, SECRET, SIGNATURE, type Properties, type Value } from "../values.ts";

/** Shorter secrets occur in other text by chance. Pulumi has the same limit. */
const MIN_LENGTH = 3;
/** Output arrives line by line, so each line of a multi-line secret is a secret too, except short, common ones. */
const MIN_LINE_LENGTH = 16;
const HIDDEN = "[secret]";

export class Redactor {
  readonly #texts = new Set<string>();
  /** Longer secrets are replaced first, because one secret may be part of another. Undefined: to be sorted. */
  #longestFirst: string[] | undefined;

  /** Adds all secrets that the value contains. */
  learn(value: Value | undefined): void {
    if (Array.isArray(value)) for (const item of value) this.learn(item);
    if (!isObject(value)) return;
    if (isHidden(value)) return this.learnSecret(value.value);
    for (const item of Object.values(value)) this.learn(item);
  }

  /**
   * Adds all secrets of a resource. Outputs are secret only as a whole, such as a machine with its key; what the input of the
   * same name shows in clear, such as its address, is none.
   */
  learnResource({ inputs, outputs }: { inputs?: Properties; outputs?: Properties }): void {
    this.learn(inputs);
    for (const [key, value] of Object.entries(outputs ?? {}))
      if (isObject(value) && isHidden(value)) this.learnSecret(value.value, inputs?.[key]);
      else this.learn(value);
  }

  /**
   * Adds a value that is secret as a whole.
   * @param shown what is known of the same value elsewhere; its parts in clear are no secrets
   */
  learnSecret(value: Value | undefined, shown?: Value): void {
    if (isObject(shown) && isHidden(shown)) shown = undefined;
    if (typeof value === "string") this.learnSecret(parsed(value));
    if (typeof value === "string" || typeof value === "number") {
      if (value !== shown) this.#add(String(value));
    } else if (Array.isArray(value)) {
      const items = Array.isArray(shown) ? shown : [];
      value.forEach((item, i) => this.learnSecret(item, items[i]));
    } else if (isObject(value)) {
      const parts = isObject(shown) ? shown : {};
      for (const [key, part] of Object.entries(value)) this.learnSecret(part, parts[key]);
    }
  }

  redact(text: string): string {
    this.#longestFirst ??= [...this.#texts].sort((a, b) => b.length - a.length);
    // Replaced pieces are not searched again: a secret may be part of the replacement.
    let pieces = [text];
    for (const secret of this.#longestFirst)
      if (text.includes(secret))
        pieces = pieces.flatMap((piece) => (piece === HIDDEN ? [piece] : splitAt(secret, piece)));
    return pieces.join("");
  }

  /** Redacts the reasons why the provider could not initialize the resource. */
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

/** Splits the text into pieces; each occurrence of the secret becomes a piece `[secret]`. */
const splitAt = (secret: string, text: string): string[] =>
  text.split(secret).flatMap((piece, index) => (index === 0 ? [piece] : [HIDDEN, piece]));

const isHidden = (value: Properties): boolean =>
  value[SIGNATURE] === SECRET || (value[SIGNATURE] === OUTPUT && value.secret === true);

/** Structured configuration is one JSON text; each value in it is a secret too. */
const parsed = (text: string): Value | undefined =>
  /^\s*[[{]/.test(text) ? (jsonOf(text) as Value | undefined) : undefined;
