/** Values as YAML text, in the style of the Pulumi CLI. */
import { Document, isScalar, visit } from "yaml";
import { needsQuotes } from "../../../base/yaml/scalar.ts";
import type { YamlValue } from "../../../base/yaml/read.ts";

export interface Style {
  /** Texts of several lines are quoted: a comment that follows them would become part of a block text. */
  isQuoted: boolean;
}

/** `key: value` as lines without indentation. */
export const renderPair = (key: string, value: YamlValue, style?: Style): string[] => render({ [key]: value }, style);

/** `- value` as lines without indentation. */
export const renderItem = (value: YamlValue, style?: Style): string[] => render([value], style);

/** On one line, for places within `{}` and `[]`. */
export function renderFlow(value: YamlValue): string {
  if (typeof value === "string") return value.includes("\n") ? JSON.stringify(value) : render([value])[0]!.slice(2);
  const text = documentOf(value, true).toString({ lineWidth: 0 });
  return text.trimEnd().replace(/\n\s*/g, " ");
}

export const renderFlowPair = (key: string, value: YamlValue): string => renderFlow({ [key]: value }).slice(2, -2);

const render = (value: YamlValue, { isQuoted = false }: Partial<Style> = {}): string[] =>
  documentOf(value, false, isQuoted).toString({ lineWidth: 0 }).replace(/\n$/, "").split("\n");

function documentOf(value: YamlValue, flow: boolean, isQuoted = flow): Document {
  const document = new Document(value, { flow, aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (!isScalar<unknown>(node) || typeof node.value !== "string") return;
      const isLong = node.value.includes("\n");
      // A block text that ends in empty lines would take up those that follow it.
      if (needsQuotes(node.value) || (isLong && (isQuoted || /(^|\n)\n$/.test(node.value)))) node.type = "QUOTE_DOUBLE";
    },
  });
  return document;
}
