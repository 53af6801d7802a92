/**
 * Copies of stack files under the home folder. The embedded engine writes the salt into them, and `config set` values,
 * so that files which git tracks are never written.
 *
 * A copy follows its original by a three-way merge of keys: what was set in the copy stays, and what changed in the
 * original since the last merge is taken over. The base of the merge is kept beside the copy.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseDocument, type Document } from "yaml";
import { writeAtomic } from "../../base/atomic-file.ts";
import { CliError } from "../errors.ts";

async function read(path: string): Promise<Document> {
  const document = parseDocument(existsSync(path) ? await readFile(path, "utf8") : "");
  const [problem] = document.errors;
  if (problem)
    throw new CliError(
      "STACK_FILE_MALFORMED",
      `${basename(path)} is not valid YAML: ${problem.message.trimEnd()}\nCorrect the file and run the command again.`,
    );
  return document;
}

async function write(path: string, text: string): Promise<void> {
  if (existsSync(path) && (await readFile(path, "utf8")) === text) return;
  await writeAtomic(path, text);
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
