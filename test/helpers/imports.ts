/** Reads the import graph of the tree from its syntax. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import ts from "typescript";

export const root = join(import.meta.dirname, "../..");

export interface Import {
  /** Path of the importing file, from the root. */
  file: string;
  /** Path from the root for a file of ours, else the package's specifier as written. */
  to: string;
  ours: boolean;
  kind: ImportKind;
}

/** `type` imports are erased. A `url` names a file that another process or thread loads. */
export type ImportKind = "static" | "type" | "dynamic" | "url";

const packages = ["loadgen", "engine"].map((name) => ({
  name: `@stackmark/${name}`,
  exports: (JSON.parse(readFileSync(join(root, name, "package.json"), "utf8")) as { exports: Record<string, string> })
    .exports,
  folder: name,
}));

export function sourceFiles(): string[] {
  const folders = [
    "base",
    "infra",
    "loadgen",
    "results",
    "engine",
    "lab",
    "cli",
    "test",
    "bench",
    "scripts",
    "examples",
  ];
  return globSync(
    folders.map((f) => `${f}/**/*.{ts,mjs}`),
    {
      cwd: root,
      exclude: (p) => ["node_modules", "test/fixtures", "engine/recordings"].some((skipped) => p.includes(skipped)),
    },
  ).sort();
}

export const importsOf = (file: string): Import[] => importsIn(file, readFileSync(join(root, file), "utf8"));

/** @param file path from the root, from which relative specifiers lead */
export function importsIn(file: string, text: string): Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importAt(node);
    if (found && (found.kind !== "url" || /\w\.m?[tj]s$/.test(found.specifier))) {
      const to = ownFile(file, found.specifier);
      imports.push({ file, to: to ?? found.specifier, ours: to !== undefined, kind: found.kind });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return imports;
}

function importAt(node: ts.Node): { specifier: string; kind: ImportKind } | undefined {
  const found = (specifier: ts.Node | undefined, kind: ImportKind) =>
    specifier && ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, kind } : undefined;
  if (ts.isImportDeclaration(node))
    return found(node.moduleSpecifier, node.importClause?.isTypeOnly ? "type" : "static");
  if (ts.isExportDeclaration(node)) return found(node.moduleSpecifier, node.isTypeOnly ? "type" : "static");
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return found(node.argument.literal, "type");
  if (ts.isCallExpression(node)) {
    const called = node.expression;
    const isRequire = ts.isIdentifier(called) && called.text === "require";
    if (called.kind === ts.SyntaxKind.ImportKeyword || isRequire) return found(node.arguments[0], "dynamic");
    if (ts.isPropertyAccessExpression(called) && called.name.text === "resolve" && ts.isMetaProperty(called.expression))
      return found(node.arguments[0], "url");
  }
  const [path, base] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
  if (path && base && ts.isPropertyAccessExpression(base) && ts.isMetaProperty(base.expression)) {
    // The extension is that of the importing file, which is .js in the package.
    if (ts.isTemplateExpression(path)) return { specifier: `${path.head.text}.ts`, kind: "url" };
    return found(path, "url");
  }
  return undefined;
}

/** Where a specifier leads in this repository: relative, `#folder/...` (package.json), or one of our packages. */
function ownFile(file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return relative(root, normalize(join(root, dirname(file), specifier)));
  if (specifier.startsWith("#")) return specifier.slice(1);
  const own = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  return own && normalize(join(own.folder, own.exports[`.${specifier.slice(own.name.length)}`] ?? "?"));
}
