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

const packages = ["loadgen", "engine"].map((name) => ({
  name: `@stackmark/${name}`,
  exports: (JSON.parse(readFileSync(join(root, name, "package.json"), "utf8")) as { exports: Record<string, string> })
    .exports,
  folder: name,
}));

export function sourceFiles(): string[] {
  const folders = ["base", "infra", "loadgen", "results", "engine", "lab", "cli", "test", "bench", "scripts"];
  return globSync(
    folders.map((f) => `${f}/**/*.{ts,mjs}`),
    {
      cwd: root,
      exclude: (p) => ["node_modules", "test/fixtures", "engine/recordings"].some((skipped) => p.includes(skipped)),
    },
  ).sort();
}

export function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(statement)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4]!;
    const to = ownFile(file, specifier);
    return { file, to: to ?? specifier, ours: to !== undefined, typeOnly: match[1] !== undefined };
  });
}

/** Where a specifier leads in this repository: relative, `#folder/...` (package.json), or one of our packages. */
function ownFile(file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return relative(root, normalize(join(root, dirname(file), specifier)));
  if (specifier.startsWith("#")) return specifier.slice(1);
  const own = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  return own && normalize(join(own.folder, own.exports[`.${specifier.slice(own.name.length)}`] ?? "?"));
}
