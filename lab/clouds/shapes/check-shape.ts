import { nearest } from "../../../base/nearest.ts";
import { isJsonObject } from "../json.ts";
import type { PropertyShape, Shape, Shapes } from "./shapes.ts";

export interface ShapeProblem {
  /** Such as `ipConfigurations[0].subnet`. */
  path: string;
  problem: "missing" | "unknown" | "type" | "value";
  /** What is allowed, or was meant. */
  expected: string;
}

export interface ShapeOptions {
  /** Whether values of enumerations may differ in case. */
  ignoresCase: boolean;
  /** Whether a value is known only later. It is not checked. */
  isUnknown?: (value: unknown) => boolean;
}

/** Everything in the inputs of a resource that its type does not have or allow. */
export function checkShape(
  shapes: Shapes,
  resource: string,
  inputs: Readonly<Record<string, unknown>>,
  { ignoresCase, isUnknown = () => false }: ShapeOptions,
): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  const report = (path: string, problem: ShapeProblem["problem"], expected: string): void =>
    void problems.push({ path, problem, expected });

  const checkTable = (
    table: Readonly<Record<string, PropertyShape>>,
    object: Readonly<Record<string, unknown>>,
    base: string,
  ): void => {
    const at = (key: string): string => (base === "" ? key : `${base}.${key}`);
    for (const key of Object.keys(object))
      if (!Object.hasOwn(table, key)) report(at(key), "unknown", nearest(key, Object.keys(table)) ?? "");
    for (const [key, { shape, isRequired }] of Object.entries(table)) {
      const value = Object.hasOwn(object, key) ? object[key] : undefined;
      if (value !== undefined && value !== null) check(shape, value, at(key));
      else if (isRequired) report(at(key), "missing", "");
    }
  };

  const check = (shape: Shape, value: unknown, path: string): void => {
    if (isUnknown(value)) return;
    if (shape.kind === "list") {
      if (!Array.isArray(value)) return report(path, "type", "a list");
      for (const [i, element] of value.entries()) check(shape.of, element, `${path}[${i}]`);
    } else if (shape.kind === "map" || shape.kind === "object") {
      if (!isJsonObject(value)) return report(path, "type", "an object");
      if (shape.kind === "object") return checkTable(shapes.types[shape.table]!, value, path);
      for (const [key, element] of Object.entries(value)) check(shape.of, element, `${path}.${key}`);
    } else if (shape.kind === "enum") {
      const isAllowed = (text: string): boolean =>
        shape.values.some((each) => each === text || (ignoresCase && each.toLowerCase() === text.toLowerCase()));
      if (typeof value !== "string") report(path, "type", "a string");
      else if (!isAllowed(value)) report(path, "value", shape.values.join(", "));
    } else if (shape.kind !== "any" && typeof value !== shape.kind) report(path, "type", `a ${shape.kind}`);
  };

  checkTable(shapes.resources[resource]!, inputs, "");
  return problems;
}
