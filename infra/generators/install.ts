/** Puts the load generator on a machine: Node and one file, in the user's home. What is there already stays. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { arch, platform } from "node:process";
import { generatorBundle } from "../generator-bundle.ts";
import { InfraError } from "../errors.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { quote } from "../ssh/shell.ts";
import { CLAIMS, VERSIONS } from "./folders.ts";
import type { GeneratorMachine } from "./machine.ts";

/** Commands of the installed generator. */
export interface Installed {
  /** Paths on the machine, relative to the user's home. */
  node: string;
  generator: string;
}

interface Part {
  path: string;
  content: Uint8Array;
  sha256: string;
}

const SCRIPT_LIMIT_MS = 60_000;

/** `uname -sm` of the machines that this machine's own Node runs on. */
const UNAME: Record<string, string> = { "linux x64": "Linux x86_64", "linux arm64": "Linux aarch64" };

/** Pure. Claims the folder of each file, then prints the machine's kind and the SHA-256 of each file that is there. */
export function surveyScript(paths: readonly string[], claim: string): string {
  const claims = paths.map((path) => posix.join(posix.dirname(path), CLAIMS));
  return [
    "set -eu",
    'cd "$HOME"',
    `mkdir -p ${claims.map(quote).join(" ")}`,
    `touch ${claims.map((folder) => quote(posix.join(folder, claim))).join(" ")}`,
    "uname -sm",
    ...paths.map((path) => `[ ! -f ${quote(path)} ] || sha256sum ${quote(path)}`),
  ].join("\n");
}

/**
 * Sends what is missing: this machine's own Node, so that both sides run the same version, and the generator.
 * @param name of the machine, for messages
 * @param claim of the stack (claim/)
 * @throws {InfraError} GENERATOR_UNSUITABLE, SSH_COMMAND, SSH_UPLOAD, SSH_UNREACHABLE, LOAD_GENERATOR_NOT_BUILT
 */
export async function installGenerator(
  connection: SshConnection,
  { name, claim }: Pick<GeneratorMachine, "name" | "claim">,
): Promise<Installed> {
  const [node, generator] = await Promise.all([partOf("node", readNode()), partOf("generator.mjs", generatorBundle())]);
  const parts = [node, generator];
  const paths = parts.map(({ path }) => path);
  const survey = await connection.run(surveyScript(paths, claim), { limitMs: SCRIPT_LIMIT_MS });
  const [kind = "", ...sums] = survey.trim().split("\n");
  const needed = UNAME[`${platform} ${arch}`];
  if (kind !== needed) {
    const message = `Generator ${name} is ${kind}, and Node of this machine runs on ${needed ?? "neither kind of Linux"}: use a machine of the same kind, or start Stackmark on one.`;
    throw new InfraError("GENERATOR_UNSUITABLE", message);
  }
  for (const { path, content, sha256 } of parts) {
    if (!sums.some((line) => line.startsWith(sha256))) await connection.upload(content, path, 0o700);
  }
  return { node: node.path, generator: generator.path };
}

let ownNode: Promise<Uint8Array> | undefined;
const readNode = (): Promise<Uint8Array> => (ownNode ??= readFile(process.execPath));

/** In a folder by its digest: versions stand side by side, and a load that runs keeps its own. */
async function partOf(name: string, reading: Promise<Uint8Array>): Promise<Part> {
  const content = await reading;
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { path: `${VERSIONS}/${sha256.slice(0, 12)}/${name}`, content, sha256 };
}
