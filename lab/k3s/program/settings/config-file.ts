/** config.yaml and its drop-ins as command-line arguments, which is how K3s reads them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

type Values = Map<string, string[]>;

/** @throws if a file is not a YAML mapping of words and lists of words */
function read(file: string): [string, string[]][] {
  // K3s reads YAML 1.1.
  const content: unknown = parse(readFileSync(file, "utf8"), { version: "1.1" }) ?? {};
  if (typeof content !== "object" || Array.isArray(content)) throw new Error(`${file} is not a mapping`);
  return Object.entries(content as object).map(([key, value]: [string, unknown]) => {
    const items = Array.isArray(value) ? value : [value ?? ""];
    if (items.some((item) => typeof item === "object"))
      throw new Error(`${file}: ${key} is neither a word nor a list of words`);
    return [key, items.map(String)];
  });
}

function merge(values: Values, file: string): void {
  for (const [key, items] of read(file)) {
    const name = key.replace(/\+$/, "");
    values.set(name, name === key ? items : [...(values.get(name) ?? []), ...items]);
  }
}

/** The file, then those of `<file>.d` in the order of their names. A later key replaces an earlier one; `key+` appends. */
export function readConfigFiles(file: string): string[] {
  const folder = `${file}.d`;
  const dropIns = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const values: Values = new Map();
  if (existsSync(file)) merge(values, file);
  for (const name of dropIns.sort()) merge(values, `${folder}/${name}`);
  return [...values].flatMap(([key, items]) => items.map((item) => `--${key}=${item}`));
}
