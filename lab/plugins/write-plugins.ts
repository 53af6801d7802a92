/** Puts the lab's provider plugins where both engines find them: executables in a folder that is first on PATH. */
import { chmod, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOnPath } from "../../base/executable.ts";
import { makeFolder } from "../../base/folder.ts";

/** The plugins that are part of the lab: each has a folder beside this file with its `main.ts`. */
const OWN_PLUGINS: readonly string[] = ["azure-native", "command", "gcp"];

/** Pulumi's own plugins that work without a cloud. */
const USABLE: readonly string[] = ["command", "kubernetes"];

/** Paths of Pulumi's own plugins on this machine's PATH that a lab uses instead of others, by name. */
export const pluginsOnPath = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    USABLE.flatMap((name) => {
      const path = findOnPath(executableOf(name), env);
      return path === undefined ? [] : [[name, path]];
    }),
  );

const executableOf = (plugin: string): string => `pulumi-resource-${plugin}`;

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Writes `pulumi-resource-NAME` for every plugin. Replaces what is there.
 *
 * @param binaries further plugins, or others in place of the lab's, by name: absolute paths of their executables
 */
export async function writePlugins(folder: string, binaries: Readonly<Record<string, string>> = {}): Promise<void> {
  makeFolder(folder);
  for (const name of OWN_PLUGINS) {
    const main = fileURLToPath(new URL(`${name}/main.ts`, import.meta.url));
    const path = join(folder, executableOf(name));
    await rm(path, { force: true });
    await writeFile(path, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(main)} "$@"\n`);
    await chmod(path, 0o755);
  }
  for (const [name, binary] of Object.entries(binaries)) {
    const path = join(folder, executableOf(name));
    await rm(path, { force: true });
    await symlink(binary, path);
  }
}
