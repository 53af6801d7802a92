/** Where the parts of a YAML text begin and end, as offsets. */
import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { CST, Node, Pair, YAMLMap, YAMLSeq } from "yaml";

/** A pair of a map, or an item of a list. */
export interface Entry {
  start: number;
  /** The end of what stands before the value: `key:` or `-`. In a list in `[]`, the start of the value. */
  valueFrom: number;
  /** The end of the value, without a comment and line end that follow it. */
  end: number;
  value: Node | null;
}

/** A text that is written in a way that this editor does not change. */
export class UnusualText extends Error {}

export function entriesOf(node: YAMLMap | YAMLSeq): Entry[] {
  return isMap(node)
    ? node.items.map((pair) => pairPlace(pair as Pair<Node, Node | null>))
    : node.items.map((item, index) => itemPlace(node, item as Node | null, index));
}

function pairPlace({ key, value, srcToken }: Pair<Node, Node | null>): Entry {
  if (!srcToken) throw new UnusualText("a pair without a source");
  const colon = srcToken.sep?.find(({ type }) => type === "map-value-ind");
  if (!colon || !key.range || srcToken.start.some(({ type }) => type === "explicit-key-ind"))
    throw new UnusualText("a key that is not followed by a colon");
  const start = propertiesOf(srcToken.start)[0]?.offset ?? key.range[0];
  return { start, valueFrom: colon.offset + 1, end: endOf(value, srcToken.sep, colon.offset + 1), value };
}

function itemPlace(list: YAMLSeq, value: Node | null, index: number): Entry {
  const token = (list.srcToken as CST.BlockSequence | CST.FlowCollection | undefined)?.items[index];
  if (!token) throw new UnusualText("an item without a source");
  const dash = token.start.find(({ type }) => type === "seq-item-ind");
  if (dash)
    return { start: dash.offset, valueFrom: dash.offset + 1, end: endOf(value, token.start, dash.offset + 1), value };
  const start = propertiesOf(token.start)[0]?.offset ?? value?.range?.[0];
  if (start === undefined || (isMap(value) && !value.flow)) throw new UnusualText("an item without brackets");
  return { start, valueFrom: start, end: endOf(value, token.start, start), value };
}

/** Anchors and tags. */
const propertiesOf = (tokens: readonly CST.SourceToken[] = []): CST.SourceToken[] =>
  tokens.filter(({ type }) => type === "anchor" || type === "tag");

function endOf(value: Node | null, before: readonly CST.SourceToken[] | undefined, from: number): number {
  const properties = propertiesOf(before).filter(({ offset }) => offset >= from);
  const last = properties.at(-1);
  return contentEnd(value) ?? (last ? last.offset + last.source.length : from);
}

/** undefined for an absent value */
function contentEnd(node: Node | null): number | undefined {
  if (node === null || (isScalar(node) && node.type === "PLAIN" && node.source === "")) return undefined;
  if (isAlias(node) || isScalar(node) || isFlow(node)) return node.range?.[1];
  return entriesOf(node).at(-1)?.end;
}

export const isFlow = (node: Node): boolean => (isMap(node) || isSeq(node)) && node.flow === true;

/** Whether the value is written on the lines below its key or dash. */
export const isBlock = (node: Node | null): boolean =>
  ((isMap(node) || isSeq(node)) && !node.flow) || isBlockText(node);

export const isBlockText = (node: Node | null): boolean =>
  isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");

export const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;

/** The end of the line, before its line break. */
export function lineEnd(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  const end = feed < 0 ? text.length : feed;
  return end > at && text[end - 1] === "\r" ? end - 1 : end;
}

/** The start of the line after the one in which `end` lies; `end` itself if it begins a line, as after a block text. */
export function nextLine(text: string, end: number): number {
  if (end > 0 && text[end - 1] === "\n") return end;
  const feed = text.indexOf("\n", end);
  return feed < 0 ? text.length : feed + 1;
}

/** The end of the comments in the lines after `end` that are indented deeper than the column; else `end`. */
export function commentsAfter(text: string, end: number, column: number): number {
  const below = text.slice(end).matchAll(/\r?\n?([ \t]*)(#[^\r\n]*)?/gy);
  let last = end;
  for (const { 0: line, 1: indent = "", 2: comment, index } of below) {
    if (line === "" || (comment === undefined && !/^[\r\n]/.test(line))) break;
    if (comment === undefined) continue;
    if (indent.length <= column) break;
    last = end + index + line.length;
  }
  return last;
}
