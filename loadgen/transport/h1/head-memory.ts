import { parseHead, type ResponseHead } from "./head.ts";

/**
 * Heads that were just parsed: many servers answer with the same one for a whole second, and comparing text is much
 * cheaper than parsing it. Heads are never changed once they are parsed.
 */
export class HeadMemory {
  #text = "";
  #head: ResponseHead | null = null;

  /** @throws ProtocolError as `parseHead`. */
  parse(text: string): ResponseHead {
    if (this.#head !== null && text === this.#text) return this.#head;
    const head = parseHead(text);
    this.#text = text;
    this.#head = head;
    return head;
  }
}
