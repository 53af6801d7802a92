/** YAML as Pulumi reads it, and the nodes of its text: numbers as Go has them, anchors and merge keys (`<<`) followed. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node, Pair, Scalar as ScalarNode, YAMLMap } from "yaml";
import { resolveScalar, type Scalar } from "./scalar.ts";

export type YamlValue = Scalar | YamlValue[] | { [key: string]: YamlValue };

export interface YamlProblem {
  line: number | undefined;
  message: string;
}

export const problemText = ({ line, message }: YamlProblem): string =>
  line === undefined ? message : `${message} at line ${line}`;

export interface YamlText {
  text: string;
  document: Document.Parsed;
  /** null for an empty file. */
  value: YamlValue;
  /** The value of a node of the document. */
  valueOf(node: unknown): YamlValue;
  /** What is wrong with the text. */
  problems: YamlProblem[];
}

export function readYaml(given: string): YamlText {
  const isText = !given.includes("\0");
  const text = isText ? given : "";
  const lines = new LineCounter();
  // Only texts, lists and maps: what a text means is decided here, and text is kept as it is written.
  const document = parseDocument(text, { schema: "failsafe", keepSourceTokens: true, lineCounter: lines });
  const syntax = document.errors.map(({ code, message, linePos }) => ({
    line: linePos?.[0].line,
    message: code === "MULTIPLE_DOCS" ? SEVERAL : message.split(" at line ")[0]!,
  }));
  if (!isText) syntax.push({ line: 1, message: NO_TEXT });
  const reader = new Reader(document, lines);
  const valueOf = (node: unknown) => reader.valueOf(node);
  if (syntax.length > 0) return { text, document, value: null, valueOf, problems: syntax };
  return { text, document, value: valueOf(document.contents), valueOf, problems: reader.problems };
}

const NO_TEXT = "the file is not text in UTF-8; Windows PowerShell writes UTF-16: save it as UTF-8";
const SEVERAL = "the file has several documents (`---`); only one is read";

/** Expansions of aliases in a file; a file that needs more is an attack. */
const MAX_ALIASES = 10_000;

class Reader {
  readonly problems: YamlProblem[] = [];
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #open = new Set<Node>();
  #aliases = 0;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  valueOf(node: unknown): YamlValue {
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (!target) return this.#problem(node, `*${node.source} names no anchor`);
      if (this.#open.has(target)) return this.#problem(node, `*${node.source} contains itself`);
      if (++this.#aliases > MAX_ALIASES)
        return this.#aliases > MAX_ALIASES + 1 ? null : this.#problem(node, "excessive aliasing");
      return this.valueOf(target);
    }
    if (isScalar(node)) return this.#scalar(node);
    if (!isMap(node) && !isSeq(node)) return null;
    this.#open.add(node);
    const value = isSeq(node) ? node.items.map((item) => this.valueOf(item)) : this.#map(node);
    this.#open.delete(node);
    return value;
  }

  #map(map: YAMLMap): { [key: string]: YamlValue } {
    const own: [string, YamlValue][] = [];
    const merged: { [key: string]: YamlValue }[] = [];
    for (const pair of map.items) {
      if (isMergeKey(pair)) merged.push(...this.#merged(pair.value as Node));
      else own.push([this.#key(pair), this.valueOf(pair.value)]);
    }
    // Of several merged maps, the first that has a key wins; the map's own keys win over all.
    return Object.fromEntries([...merged.reverse().flatMap((values) => Object.entries(values)), ...own]);
  }

  #merged(node: Node): { [key: string]: YamlValue }[] {
    const value = this.valueOf(node);
    const maps = Array.isArray(value) ? value : [value];
    return maps.flatMap((map) => {
      if (typeof map === "object" && map !== null && !Array.isArray(map)) return [map];
      this.#problem(node, "`<<` merges maps only");
      return [];
    });
  }

  #key(pair: Pair): string {
    const key = this.valueOf(pair.key);
    if (typeof key === "object" && key !== null) this.#problem(pair.key as Node, "a list or map cannot be a key");
    return typeof key === "object" ? "<nil>" : String(key);
  }

  #scalar(node: ScalarNode): Scalar {
    const text = node.source ?? String(node.value);
    const tag = node.tag?.replace("tag:yaml.org,2002:", "!!");
    if (tag === "!!binary") return Buffer.from(text, "base64").toString();
    const isText = tag === "!!str" || (node.type !== "PLAIN" && (tag === undefined || tag === "!"));
    if (isText) return text;
    const value = resolveScalar(text);
    if (typeof value === "number" && !Number.isFinite(value))
      return this.#problem(node, `${text} is a number that no program can read`);
    return value;
  }

  #problem(node: Node | null, message: string): null {
    const line = node?.range ? this.#lines.linePos(node.range[0]).line : undefined;
    this.problems.push({ line, message });
    return null;
  }
}

/** Also in quotes, as with Pulumi. */
export const isMergeKey = ({ key }: Pair): boolean => isScalar(key) && key.source === "<<";
