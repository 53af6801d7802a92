/** Looks for secrets in clear. */
import { readFileSync } from "node:fs";

export interface Searched {
  /** Paths. */
  files: readonly string[];
  /** Of processes, with their words separated by blanks. */
  commandLines: Iterable<string>;
  /** What commands printed. Default: only what is in a file. */
  printed?: string;
}

/** @param secrets with their places @returns where a secret is, and which, without the secret itself */
export function secretsInClear(secrets: ReadonlyMap<string, string>, searched: Searched): string[] {
  const found = new Set<string>();
  for (const [where, text] of textsOf(searched))
    for (const [secret, place] of secrets) if (text.includes(secret)) found.add(`${where}: ${place}`);
  return [...found];
}

function* textsOf({ files, commandLines, printed = "" }: Searched): Generator<[string, string]> {
  for (const path of files) yield [path, contentOf(path)];
  for (const line of commandLines) yield [`command line of ${line.split(" ")[0]}`, line];
  yield ["output of commands", printed];
}

/** Empty if it has gone. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
