/**
 * The stack files that the embedded engine reads and writes: copies under the home folder, so that no tracked file is
 * ever written (the engine adds the salt, `config set` adds values).
 *
 * A copy follows its original by a three-way merge per key: what was set in the copy stays, what changed in the
 * original since the last merge comes in. The base of the merge lies beside the copy.
 */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseDocument, type Document } from "yaml";
import { CliError } from "./errors.ts";

async function read(path: string): Promise<Document> {
  const document = parseDocument(existsSync(path) ? await readFile(path, "utf8") : "");
  const [problem] = document.errors;
  if (problem)
    throw new CliError(
      "STACK_FILE_MALFORMED",
      `${basename(path)} is not valid YAML: ${problem.message.trimEnd()}\nMend the file and run this again.`,
    );
  return document;
}

async function write(path: string, text: string): Promise<void> {
  if (existsSync(path) && (await readFile(path, "utf8")) === text) return;
  await mkdir(dirname(path), { recursive: true });
  // Commands in two shells may do this at once; each has a draft of its own.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}

type Config = Record<string, unknown>;
const configOf = (document: Document): Config => (document.toJS() as { config?: Config } | null)?.config ?? {};

/** Brings the copy of `original` in `folder` up to date and returns its path. */
export async function syncStackFile(original: string, folder: string): Promise<string> {
  const copyPath = join(folder, basename(original));
  const basePath = join(folder, `base.${basename(original)}`);
  const [theirs, copy, base] = [await read(original), await read(copyPath), configOf(await read(basePath))];
  const theirConfig = configOf(theirs);
  const ourConfig = configOf(copy);
  for (const key of new Set([...Object.keys(theirConfig), ...Object.keys(base)])) {
    const setHere = !isDeepStrictEqual(ourConfig[key], base[key]);
    if (setHere) continue;
    if (key in theirConfig) copy.setIn(["config", key], theirConfig[key]);
    else copy.deleteIn(["config", key]);
  }
  if (!copy.has("encryptionsalt") && theirs.has("encryptionsalt"))
    copy.set("encryptionsalt", theirs.get("encryptionsalt"));
  await write(copyPath, copy.contents === null ? "{}\n" : copy.toString());
  await write(basePath, theirs.contents === null ? "{}\n" : theirs.toString());
  return copyPath;
}
