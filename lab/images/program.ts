/** A program of this repository as a part of an image: its modules, as JavaScript, and the packages that they import. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import type { LayerEntry } from "./layer.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;
const NOT_NEEDED = /\.(d\.[cm]?ts|[cm]?ts|map|md)$/;

/**
 * The entries of a program under `folder`.
 *
 * A container starts it in half the CPU time that stripping types there would take.
 *
 * @param entry path in this repository, such as `lab/images/storefront/entry.ts`; `.js` in the image
 */
export function program(entry: string, folder: string): LayerEntry[] {
  const modules = new Map<string, string>();
  const packages = new Set<string>();
  const waiting = [join(ROOT, entry)];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (modules.has(file)) continue;
    const source = withoutTypes(readFileSync(file, "utf8"));
    modules.set(file, source);
    for (const [, specifier = ""] of source.matchAll(IMPORTS)) {
      if (specifier.startsWith(".")) waiting.push(resolve(dirname(file), specifier));
      else if (!specifier.startsWith("node:")) packages.add(packageName(specifier));
    }
  }
  const text = (path: string, content: string): LayerEntry => ({
    kind: "text",
    path: `${folder}/${path}`,
    text: content,
  });
  return [
    text("package.json", JSON.stringify({ type: "module" })),
    ...[...modules].map(([file, source]) =>
      text(
        javaScript(relative(ROOT, file)),
        source.replaceAll(IMPORTS, (match, specifier: string) => match.replace(specifier, javaScript(specifier))),
      ),
    ),
    ...packageFolders(packages).flatMap((found) => packageFiles(found, folder)),
  ];
}

const javaScript = (path: string): string => (path.startsWith("node:") ? path : path.replace(/\.ts$/, ".js"));

/** Without the warning that the function is new. */
function withoutTypes(source: string): string {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

const packageName = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Folders of the packages and of all that they depend on. */
function packageFolders(names: ReadonlySet<string>): string[] {
  const folders = new Set<string>();
  const waiting = [...names].map((name) => findPackage(name, ROOT));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (folders.has(folder)) continue;
    folders.add(folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    waiting.push(...Object.keys(dependencies).map((name) => findPackage(name, folder)));
  }
  return [...folders];
}

function findPackage(name: string, from: string): string {
  for (let above = from; ; above = dirname(above)) {
    const folder = join(above, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) return folder;
    if (above === dirname(above)) throw new Error(`${name}, which ${from} needs, is not installed: run npm ci`);
  }
}

const packageFiles = (from: string, folder: string): LayerEntry[] =>
  readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_NEEDED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    // Packages in here that others need are found on their own.
    .filter((file) => !relative(from, file).startsWith("node_modules"))
    .map((file) => ({ kind: "file", path: `${folder}/${relative(ROOT, file)}`, from: file, mode: 0o644 }));
