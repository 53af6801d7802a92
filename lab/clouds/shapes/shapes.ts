/**
 * The properties that requests for resources may have: tables in YAML, one line for each property. A type is `string`,
 * `number`, `boolean`, `any`, the name of a table, or an enumeration `=A|B`; `[]` marks a list, `{}` a map, and `!` a
 * required property.
 */
import { readFileSync } from "node:fs";
import { parse } from "yaml";

export type Shape =
  | { kind: "string" | "number" | "boolean" | "any" }
  | { kind: "enum"; values: readonly string[] }
  | { kind: "object"; table: string }
  | { kind: "list" | "map"; of: Shape };

export interface PropertyShape {
  shape: Shape;
  isRequired: boolean;
}

type Tables = Readonly<Record<string, Readonly<Record<string, PropertyShape>>>>;

export interface Shapes {
  /** Inputs of resource types. */
  resources: Tables;
  /** Of objects within them. */
  types: Tables;
}

type Text = Record<string, Record<string, string>>;

export function readShapes(cloud: "azure" | "gcp"): Shapes {
  const text = readFileSync(new URL(`${cloud}.yaml`, import.meta.url), "utf8");
  const { resources, types } = parse(text) as Record<"resources" | "types", Text>;
  return { resources: tables(resources), types: tables(types) };
}

const tables = (of: Text): Tables =>
  Object.fromEntries(
    Object.entries(of).map(([name, properties]) => [
      name,
      Object.fromEntries(Object.entries(properties).map(([key, text]) => [key, propertyShape(text)])),
    ]),
  );

function propertyShape(text: string): PropertyShape {
  const isRequired = text.endsWith("!");
  return { shape: shapeOf(isRequired ? text.slice(0, -1) : text), isRequired };
}

function shapeOf(text: string): Shape {
  if (text.endsWith("[]")) return { kind: "list", of: shapeOf(text.slice(0, -2)) };
  if (text.endsWith("{}")) return { kind: "map", of: shapeOf(text.slice(0, -2)) };
  if (text.startsWith("=")) return { kind: "enum", values: text.slice(1).split("|") };
  if (text === "string" || text === "number" || text === "boolean" || text === "any") return { kind: text };
  return { kind: "object", table: text };
}
