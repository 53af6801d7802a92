/** Documents inside strings: JSON, and YAML of several lines. Pure. */
import { parseAllDocuments } from "yaml";
import { isObject, type Value } from "../../values.ts";

export interface Embedded {
  kind: "json" | "yaml";
  value: Value;
}

/** undefined: just text. A document is a list or a map. */
export function embeddedIn(text: string): Embedded | undefined {
  const trimmed = text.trim();
  const json = asDocument(() => JSON.parse(trimmed) as Value);
  if (json !== undefined) return { kind: "json", value: json };
  // In one line, plain text such as "a: b" would count as YAML.
  if (!/[\r\n]/.test(trimmed)) return undefined;
  const yaml = asDocument(() => yamlOf(trimmed));
  return yaml === undefined ? undefined : { kind: "yaml", value: yaml };
}

function asDocument(parse: () => Value): Value | undefined {
  try {
    const value = parse();
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function yamlOf(text: string): Value {
  const documents = parseAllDocuments(text);
  const [only] = documents;
  if (documents.length !== 1 || !only || !("contents" in only) || only.errors.length > 0) return null;
  // Through JSON, so that dates and the like become what they are written as.
  return JSON.parse(JSON.stringify(only.toJS())) as Value;
}
