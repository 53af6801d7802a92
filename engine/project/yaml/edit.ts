/** Changes one place of a YAML text and leaves all other bytes as they are: comments, order, quotes, numbers, line ends. */
import { isDeepStrictEqual } from "node:util";
import { isAlias, isMap, isScalar, isSeq, visit } from "yaml";
import type { Alias, Node, Pair, YAMLMap, YAMLSeq } from "yaml";
import {
  commentsAfter,
  entriesOf,
  isBlock,
  isBlockText,
  isFlow,
  lineEnd,
  lineStart,
  nextLine,
  UnusualText,
  type Entry,
} from "./places.ts";
import { isMergeKey, problemText, readYaml, type YamlText, type YamlValue } from "../../../base/yaml/read.ts";
import { isMap as isOpen, valueAt, withoutValue, withValue, type YamlPath } from "./values.ts";
import { renderFlow, renderFlowPair, renderItem, renderPair } from "./render.ts";

/**
 * @param path an index is at most the length of its list
 * @throws UnusualText if the text is written in a way in which the value cannot be set without changing others
 */
export function setIn(text: string, path: YamlPath, value: YamlValue): string {
  return checked(text, withValue(readYaml(text).value, path, value), (yaml) => {
    const { chain, rest } = find(yaml, path);
    const node = chain.at(-1);
    if (rest.length > 0 && isAlias(node)) return setIn(expand(yaml, [node]), path, value);
    const shared = aliasesInto(yaml, chain);
    if (shared.length > 0) return setIn(expand(yaml, shared), path, value);
    const [part] = rest;
    if (part === undefined) return replaceValue(yaml, chain, path, value);
    // What is missing below the last node is added as one value, which may have parts that come from a merge key.
    const goal = withValue(yaml.value, path, value);
    const known = path.slice(0, path.length - rest.length);
    const isUsable = isMap(node)
      ? typeof part === "string" && isOpen(yaml.valueOf(node))
      : isSeq(node) && part === node.items.length;
    return isUsable && (node as YAMLMap).items.length > 0
      ? addEntry(yaml.text, node as YAMLMap | YAMLSeq, part, valueAt(goal, [...known, part])!)
      : replaceValue(yaml, chain, known, valueAt(goal, known)!);
  });
}

/** Returns the text unchanged if there is nothing at the path. */
export function removeIn(text: string, path: YamlPath): string {
  const before = readYaml(text).value;
  if (valueAt(before, path) === undefined) return text;
  return checked(text, withoutValue(before, path), (yaml) => {
    const { chain, rest } = find(yaml, path);
    const node = chain.at(-1);
    if (rest.length > 0 && isAlias(node)) return removeIn(expand(yaml, [node]), path);
    if (rest.length > 0) return removeIn(withoutMergeKey(yaml, path.slice(0, path.length - rest.length)), path);
    const shared = aliasesInto(yaml, chain);
    if (shared.length > 0) return removeIn(expand(yaml, shared), path);
    const parent = chain.at(-2) as YAMLMap | YAMLSeq;
    if (parent.items.length === 1 && path.length > 1) return setIn(text, path.slice(0, -1), isMap(parent) ? {} : []);
    return removeEntry(yaml.text, parent, indexIn(parent, path.at(-1)!));
  });
}

/** Every change is read back, so that a text that this editor misreads is refused rather than damaged. */
function checked(text: string, expected: YamlValue, change: (yaml: YamlText) => string): string {
  const changed = change(readYaml(text));
  const { value, problems } = readYaml(changed);
  if (problems.length > 0 || !isDeepStrictEqual(value ?? {}, expected ?? {}))
    throw new UnusualText(problems[0] ? problemText(problems[0]) : "other values would change");
  return changed;
}

/** The nodes from the root along the path, and the part of the path for which there are none. */
function find({ document }: YamlText, path: YamlPath): { chain: (Node | null)[]; rest: YamlPath } {
  const chain: (Node | null)[] = [document.contents];
  for (const [depth, part] of path.entries()) {
    const node = chain.at(-1);
    const index = isMap(node) || isSeq(node) ? indexIn(node, part) : -1;
    if (index < 0) return { chain, rest: path.slice(depth) };
    const item = (node as YAMLMap | YAMLSeq).items[index];
    chain.push((isMap(node) ? (item as Pair).value : item) as Node | null);
  }
  return { chain, rest: [] };
}

function indexIn(node: YAMLMap | YAMLSeq, part: string | number): number {
  if (isSeq(node)) return typeof part === "number" && part < node.items.length ? part : -1;
  return node.items.findIndex((pair) => !isMergeKey(pair) && isScalar(pair.key) && pair.key.source === part);
}

/** Aliases elsewhere that stand for a node of the chain or for a part of its last node. */
function aliasesInto({ document }: YamlText, chain: readonly (Node | null)[]): Alias[] {
  const affected = new Set<unknown>(chain);
  const inside = new Set<unknown>();
  const last = chain.at(-1);
  if (last) visit(last, (_, node) => void (affected.add(node), inside.add(node)));
  const found: Alias[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (!inside.has(alias) && affected.has(alias.resolve(document))) found.push(alias);
    },
  });
  return found;
}

/** Replaces aliases by what they stand for. */
const expand = ({ text, document, ...yaml }: YamlText, aliases: readonly Alias[]): string =>
  [...aliases]
    .sort((a, b) => b.range![0] - a.range![0])
    .reduce((changed, alias) => {
      const written = renderFlow(yaml.valueOf(alias.resolve(document)));
      return splice(changed, alias.range![0], alias.range![1], written);
    }, text);

/** Writes the keys that a map has from `<<` into it. */
function withoutMergeKey({ text, value }: YamlText, path: YamlPath): string {
  const merged = Object.entries(valueAt(value, path) as Record<string, YamlValue>);
  const filled = merged.reduce((changed, [key, inner]) => {
    const { chain } = find(readYaml(changed), [...path, key]);
    return chain.length > path.length + 1 ? changed : setIn(changed, [...path, key], inner);
  }, text);
  const map = find(readYaml(filled), path).chain.at(-1) as YAMLMap<Node, Node>;
  const index = map.items.findIndex(isMergeKey);
  if (index < 0) throw new UnusualText("a key that is written in another way");
  return removeEntry(filled, map, index);
}

function replaceValue(
  { text, document }: YamlText,
  chain: readonly unknown[],
  path: YamlPath,
  value: YamlValue,
): string {
  if (path.length === 0) return replaceRoot(text, document.contents, value as Record<string, YamlValue>);
  const parent = chain[path.length - 1] as YAMLMap | YAMLSeq;
  const entry = entriesOf(parent)[indexIn(parent, path.at(-1)!)]!;
  const { valueFrom } = entry;
  if (isFlow(parent)) return splice(text, valueFrom, entry.end, `${isMap(parent) ? " " : ""}${renderFlow(value)}`);
  const isBelow = isBlock(entry.value);
  const end = isBelow ? wholeEnd(text, entry) : entry.end;
  const style = { isQuoted: commentsAfter(text, end, columnOf(text, entry)) > end };
  const [first = "", ...rest] = isMap(parent) ? renderPair("k", value, style) : renderItem(value, style);
  const body = indented(rest, columnOf(text, entry));
  const head = first.slice(2).trim();
  if (!isBelow && body.length === 0) return splice(text, valueFrom, end, spaced(head));
  // A comment behind the colon, the header of a block text or the value stays on that line.
  const line = isBelow ? text.slice(valueFrom, lineEnd(text, valueFrom)) : text.slice(end, lineEnd(text, end));
  const comment = /(?:^|\s)(#.*)$/.exec(line)?.[1] ?? "";
  const written = [spaced(`${head}${spaced(comment)}`.trim()), ...body].join(eolOf(text));
  return splice(text, valueFrom, isBelow ? end : lineEnd(text, end), written);
}

function replaceRoot(text: string, root: Node | null, value: Record<string, YamlValue>): string {
  const lines = Object.entries(value).flatMap(([key, inner]) => renderPair(key, inner));
  const written = lines.join(eolOf(text));
  if (root?.range && isFlow(root)) return splice(text, root.range[0], root.range[1], written);
  return `${text}${text === "" || text.endsWith("\n") ? "" : eolOf(text)}${written}${eolOf(text)}`;
}

function addEntry(text: string, parent: YAMLMap | YAMLSeq, part: string | number, value: YamlValue): string {
  const entries = entriesOf(parent);
  const last = entries.at(-1)!;
  const { end } = last;
  if (isFlow(parent)) {
    const comma = /^\s*,/.exec(text.slice(end))?.[0];
    const written = typeof part === "string" ? renderFlowPair(part, value) : renderFlow(value);
    const at = end + (comma?.length ?? 0);
    return splice(text, at, at, `${comma === undefined ? ", " : " "}${written}`);
  }
  const lines = typeof part === "string" ? renderPair(part, value) : renderItem(value);
  const written = indented(lines, columnOf(text, last)).join(eolOf(text));
  const at = nextLine(text, wholeEnd(text, last));
  const endsOpen = at === text.length && !text.endsWith("\n");
  return splice(text, at, at, endsOpen ? `${eolOf(text)}${written}` : `${written}${eolOf(text)}`);
}

function removeEntry(text: string, parent: YAMLMap | YAMLSeq, index: number): string {
  const entries = entriesOf(parent);
  const entry = entries[index]!;
  const [previous, next]: (Entry | undefined)[] = [entries[index - 1], entries[index + 1]];
  if (isFlow(parent)) {
    if (next) return splice(text, entry.start, next.start, "");
    return splice(text, previous?.end ?? entry.start, entry.end, "");
  }
  const from = lineStart(text, entry.start);
  if (text.slice(from, entry.start).trim() === "") return splice(text, from, nextLine(text, wholeEnd(text, entry)), "");
  // The first entry of a map in a list stands behind the dash.
  if (!next) throw new UnusualText("an entry that shares its line");
  return splice(text, entry.start, next.start, "");
}

/** The end of an entry with the comments that belong to it: behind it, and below it if they are indented deeper. */
function wholeEnd(text: string, entry: Entry): number {
  const end = isBlockText(entry.value) ? trimmedEnd(text, entry.end) : lineEnd(text, entry.end);
  return commentsAfter(text, end, columnOf(text, entry));
}

const columnOf = (text: string, { start }: Entry): number => start - lineStart(text, start);

const splice = (text: string, from: number, to: number, replacement: string): string =>
  text.slice(0, from) + replacement + text.slice(to);

const indented = (lines: readonly string[], width: number): string[] =>
  lines.map((line) => (line === "" ? line : " ".repeat(width) + line));

const spaced = (text: string): string => (text === "" ? "" : ` ${text}`);

export { UnusualText } from "./places.ts";

const eolOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

function trimmedEnd(text: string, end: number): number {
  while (end > 0 && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  return end;
}
