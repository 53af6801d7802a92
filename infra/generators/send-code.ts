/** Copies the user's own code to a generator machine. */
import { posix } from "node:path";
import type { SshConnection } from "../ssh/connection.ts";
import { quote } from "../ssh/shell.ts";
import type { PortableCode } from "./scenario-code.ts";

const SCRIPT_LIMIT_MS = 60_000;

/** Where a file of the code is, relative to the user's home. */
export const codePath = (folder: string, path: string): string => posix.join(folder, "code", path);

/**
 * @param folder of the load, relative to the user's home
 * @returns the path of its module or file, relative to the user's home
 * @throws {InfraError} SSH_COMMAND, SSH_UPLOAD, SSH_UNREACHABLE
 */
export async function sendCode(
  connection: SshConnection,
  { entry, files }: PortableCode,
  folder: string,
): Promise<string> {
  const at = (path: string): string => codePath(folder, path);
  const folders = [...new Set(files.map(({ path }) => posix.dirname(at(path))))].map(quote).join(" ");
  await connection.run(`cd "$HOME" && mkdir -p ${folders}`, { limitMs: SCRIPT_LIMIT_MS });
  for (const { path, content } of files) await connection.upload(content, at(path), 0o600);
  return at(entry);
}
