/** Finds provider plugins where the Pulumi CLI does. Does not download them. */
import { readFile, readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parse } from "yaml";
import { EngineError } from "../errors.ts";
import type { ChildOptions } from "./child.ts";
import { sdkEntry } from "./sdk.ts";

export interface Parameterization {
  name: string;
  version: string;
  /** The parameter in base64; its content is the plugin's own. */
  value: string;
}

export interface PluginSpec {
  package: string;
  version?: string;
  downloadUrl?: string;
  /** Makes the plugin serve the package of this name. */
  parameterization?: Parameterization;
  /** Environment variables that the plugin receives under another name: the plugin's name by the engine's. */
  envVarMappings?: Record<string, string>;
}

export interface PluginPlaces {
  /** `plugins.providers` of Pulumi.yaml: absolute paths of folders or executables. */
  paths: readonly { name: string; path: string; version?: string }[];
  /** `PATH` and `PULUMI_HOME` are read. */
  env: Record<string, string | undefined>;
}

export type PluginCommand = Pick<ChildOptions, "run" | "args">;

/**
 * Returns how to start the plugin: the project's own one, or one on the PATH, or one in Pulumi's plugin folder.
 * `undefined` if there is none.
 *
 * @throws EngineError `ENGINE_PROVIDER_START` for a plugin that needs another language runtime
 */
export async function findPlugin(spec: PluginSpec, places: PluginPlaces): Promise<PluginCommand | undefined> {
  const binary = `pulumi-resource-${spec.package}`;
  const named = places.paths.filter(({ name }) => name === spec.package);
  const own = named.find(
    ({ version }) => version === undefined || spec.version === undefined || version === spec.version,
  );
  if (own) return commandAt(own.path, binary);
  for (const dir of (places.env.PATH ?? "").split(delimiter).filter((entry) => entry !== ""))
    if (await isFile(join(dir, binary))) return { run: { executable: join(dir, binary) }, args: [] };
  const cached = await cachedPlugin(spec, places.env);
  return cached === undefined ? undefined : commandAt(cached, binary);
}

/** The plugin's folder for the requested version; without a version, for the newest. */
async function cachedPlugin(
  { package: name, version }: PluginSpec,
  env: PluginPlaces["env"],
): Promise<string | undefined> {
  const plugins = join(env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
  const prefix = `resource-${name}-v`;
  const folders = (await readdir(plugins, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
    .map((entry) => entry.name);
  const wanted =
    version === undefined
      ? folders.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1)
      : folders.find((folder) => folder === `${prefix}${version.replace(/^v/, "")}`);
  return wanted === undefined ? undefined : join(plugins, wanted);
}

async function commandAt(path: string, binary: string): Promise<PluginCommand> {
  if (await isFile(path)) return { run: { executable: path }, args: [] };
  if (await isFile(join(path, binary))) return { run: { executable: join(path, binary) }, args: [] };
  const description = join(path, "PulumiPlugin.yaml");
  const text = await readFile(description, "utf8").catch((cause: unknown) => {
    throw new EngineError("ENGINE_PROVIDER_START", `${path} contains neither ${binary} nor PulumiPlugin.yaml.`, {
      cause,
    });
  });
  const { runtime } = (parse(text) ?? {}) as { runtime?: string | { name?: string } };
  const language = typeof runtime === "string" ? runtime : runtime?.name;
  if (language !== "nodejs")
    throw new EngineError(
      "ENGINE_PROVIDER_START",
      `${description}: the embedded engine runs only nodejs plugins and executables, not ${language}.`,
    );
  return { run: { script: sdkEntry(path, "run-plugin") }, args: [path] };
}

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** The folder that contains the plugin. (Its working directory is the program's.) */
export const pluginDirOf = ({ run, args }: PluginCommand): string =>
  "script" in run ? (args[0] as string) : dirname(run.executable);
