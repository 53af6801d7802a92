/** Reads the import graph of the tree from its text: static, dynamic and type imports, and re-exports. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

export const root = join(import.meta.dirname, "../..");

export interface Import {
  /** Path of the importing file, from the root. */
  file: string;
  /** Path from the root for a file of ours, else the package's specifier as written. */
  to: string;
  ours: boolean;
  typeOnly: boolean;
}

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;"'`]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

export function sourceFiles(): string[] {
  const folders = ["infra", "loadgen", "results", "engine", "lab", "cli", "test", "bench", "scripts"];
  return globSync(
    folders.map((f) => `${f}/**/*.{ts,mjs}`),
    { cwd: root, exclude: (p) => p.includes("node_modules") || p.includes("test/fixtures") },
  ).sort();
}

export function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(statement)].map((m) => {
    const specifier = m[2] ?? m[3] ?? m[4]!;
    const workspace = specifier.match(/^@stackmark\/loadgen(?:\/(.+))?$/);
    const ours = specifier.startsWith(".") || workspace !== null;
    const to = workspace
      ? `loadgen/${workspace[1] ?? "index.ts"}`
      : ours
        ? relative(root, normalize(join(root, dirname(file), specifier)))
        : specifier;
    return { file, to, ours, typeOnly: m[1] !== undefined };
  });
}
