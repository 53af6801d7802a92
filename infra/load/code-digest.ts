/** Identifies the code of a load: its file, and the local files that it names, such as imports and data. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { dirname, extname, join, relative, resolve } from "node:path";
import { digest } from "../../base/digest.ts";

/** Files that may name others; of the rest only the content counts. */
const SOURCES = new Set([".ts", ".mts", ".js", ".mjs", ".cjs", ".py", ".jmx"]);
/** Longer text is no path. */
const MAX_NAME = 200;
const QUOTED = /(["'`])([^"'`\n\\]+)\1/g;
/** Of JMeter's plans. */
const ELEMENT = />([^<>\n]+)</g;
const PYTHON_IMPORT = /^[ \t]*(?:from|import)[ \t]+([\w.]+)/gm;

/**
 * SHA-256 over the file and the local files that it names, directly or through others. A name counts if it is the path of a
 * file, seen from the file that has it.
 */
export async function codeDigest(file: string): Promise<string> {
  const folder = dirname(file);
  const sums = [...(await codeFiles(file))].map(([path, content]) => {
    const sha256 = createHash("sha256").update(content).digest("hex");
    return [relative(folder, path), sha256];
  });
  return digest(sums.sort());
}

/** The file and the local files that it names, with their content, by their absolute paths. */
export async function codeFiles(file: string): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const open = [resolve(file)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const content = await readFile(path);
    found.set(path, content);
    if (SOURCES.has(extname(path))) open.push(...(await namedIn(path, content.toString("utf8"))));
  }
  return found;
}

async function namedIn(path: string, text: string): Promise<string[]> {
  const names = [
    ...[...text.matchAll(QUOTED)].map((match) => match[2]!),
    ...(extname(path) === ".jmx" ? [...text.matchAll(ELEMENT)].map((match) => match[1]!) : []),
    ...(extname(path) === ".py" ? [...text.matchAll(PYTHON_IMPORT)].flatMap((match) => modulesOf(match[1]!)) : []),
  ];
  const paths = new Set(names.filter(mayBePath).map((name) => join(dirname(path), name)));
  const there: string[] = [];
  for (const each of paths) if (await isFile(each)) there.push(each);
  return there;
}

/** Paths that are not local, or not paths at all. */
const mayBePath = (name: string): boolean =>
  name.length <= MAX_NAME && !name.startsWith("/") && !/^\w+:/.test(name) && !/^\.{0,2}$/.test(name);

const modulesOf = (name: string): string[] => {
  const path = name.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__init__.py`];
};

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() === true;
