/** Reads the passphrase from the environment, as Pulumi does, or for local stacks from a generated file. */
import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../../base/folder.ts";
import { SecretsError } from "../errors.ts";

export interface PassphraseSource {
  /** `PULUMI_CONFIG_PASSPHRASE`, `PULUMI_CONFIG_PASSPHRASE_FILE`. */
  env: NodeJS.ProcessEnv;
  stack: string;
  /** Relative paths are resolved against it. */
  projectDir: string;
  /** The folder of the generated passphrase. Default: no passphrase is generated. */
  home?: string;
}

export interface Passphrase {
  text: string;
  /** Path of the file, if this call generated the passphrase: callers tell the user. */
  created?: string;
}

/** A generated passphrase can be lost, so only stacks whose resources are all on this machine may use one. */
const mayGenerate = (stack: string): boolean => stack.startsWith("local");

/**
 * @throws SecretsError `SECRETS_PASSPHRASE_MISSING` if neither variable is set and none can be generated;
 * `SECRETS_PASSPHRASE_FILE_UNREADABLE`
 */
export async function findPassphrase(source: PassphraseSource): Promise<Passphrase> {
  const { PULUMI_CONFIG_PASSPHRASE: text, PULUMI_CONFIG_PASSPHRASE_FILE: file } = source.env;
  if (text !== undefined) return { text };
  if (file) return { text: (await readPassphrase(resolve(source.projectDir, file))).trim() };
  if (source.home && mayGenerate(source.stack))
    return generatedPassphrase(resolve(source.projectDir, source.home, "passphrase"));
  throw new SecretsError(
    "SECRETS_PASSPHRASE_MISSING",
    "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
  );
}

async function readPassphrase(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new SecretsError(
      "SECRETS_PASSPHRASE_FILE_UNREADABLE",
      `unable to read PULUMI_CONFIG_PASSPHRASE_FILE: ${path}`,
      { cause },
    );
  }
}

async function generatedPassphrase(path: string): Promise<Passphrase> {
  makeFolder(dirname(path));
  const existing = await readIfThere(path);
  if (existing !== undefined) return { text: existing };
  const text = randomBytes(32).toString("base64url");
  // The complete file is linked into place: if two processes do this at once, the second one reads the passphrase of the
  // first.
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, `${text}\n`, { mode: 0o600, flush: true });
    await link(draft, path);
    return { text, created: path };
  } catch (error) {
    const winner = await readIfThere(path);
    if (winner === undefined) throw error;
    return { text: winner };
  } finally {
    await rm(draft, { force: true });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
