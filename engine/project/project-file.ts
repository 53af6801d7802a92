/** Reads Pulumi.yaml: the program of a project, and its defaults. */
import { readFile } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";

import { z } from "zod";
import { problemText, readYaml } from "../../base/yaml/read.ts";
import { ProjectError } from "../errors.ts";
import { declarationProblem } from "./declarations.ts";

const runtimeSchema = z
  .union([
    z.string().transform((name) => ({ name, options: {} })),
    z.looseObject({ name: z.string(), options: z.record(z.string(), z.unknown()).default({}) }),
  ])
  .refine(
    ({ name }) => name === "nodejs",
    "the embedded engine runs only nodejs programs; use the Pulumi CLI for others",
  );

const pluginSchema = z.looseObject({ name: z.string(), path: z.string(), version: z.string().optional() });

const schema = z.looseObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,100}$/, "must have 1 to 100 letters, digits, hyphens, underscores or periods"),
  runtime: runtimeSchema,
  main: z.string().nullish(),
  description: z.string().nullish(),
  stackConfigDir: z.string().nullish(),
  // A text is the older way to write `stackConfigDir`.
  config: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  backend: z.looseObject({ url: z.string().optional() }).nullish(),
  options: z.looseObject({ refresh: z.literal("always").optional() }).nullish(),
  plugins: z.looseObject({ providers: z.array(pluginSchema).nullish() }).nullish(),
});

export interface Project {
  name: string;
  /** The folder of Pulumi.yaml. */
  dir: string;
  file: string;
  description?: string;
  runtimeOptions: Record<string, unknown>;
  /** The program's file or folder, absolute. */
  main: string;
  /** The folder of the stack files, absolute. */
  stackConfigDir: string;
  /** As in the file: a default value, or a declaration with `type`, `default` or `value`. */
  config: Record<string, unknown>;
  backendUrl?: string;
  /** Whether operations read every resource from its provider first, unless an option overrides it. */
  refreshesAlways: boolean;
  /** Providers that are started from a folder instead of an installed plugin; paths are absolute. */
  pluginPaths: { name: string; path: string; version?: string }[];
}

/** The stack's file has the extension of the project's. */
export const stackFileOf = ({ file, stackConfigDir }: Project, stack: string): string =>
  join(stackConfigDir, `Pulumi.${stack}${extname(file)}`);

const FILE_NAMES = ["Pulumi.yaml", "Pulumi.yml"];

/**
 * Finds Pulumi.yaml in a folder or the nearest one above it, as Pulumi does.
 * @throws ProjectError `PROJECT_NOT_FOUND`, `PROJECT_INVALID`
 */
export async function loadProject(startDir: string): Promise<Project> {
  for (let dir = resolve(startDir); ; dir = dirname(dir)) {
    for (const name of FILE_NAMES) {
      const text = await readIfThere(join(dir, name));
      if (text !== undefined) return parseProject(text, join(dir, name));
    }
    if (dir === dirname(dir)) break;
  }
  throw new ProjectError(
    "PROJECT_NOT_FOUND",
    `no Pulumi.yaml project file found (searching upwards from ${resolve(startDir)}). Run this in the folder of a project, or name it with \`--cwd\``,
  );
}

export function parseProject(text: string, file: string): Project {
  const { value, problems: syntax } = readYaml(text);
  if (syntax.length > 0) throw new ProjectError("PROJECT_INVALID", `${file}: ${syntax.map(problemText).join("; ")}`);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
    throw new ProjectError("PROJECT_INVALID", `${file}: ${problems.join("; ")}`);
  }
  const { name, runtime, main, description, stackConfigDir, config, backend, options, plugins } = parsed.data;
  const dir = dirname(file);
  if (typeof config === "string" && stackConfigDir)
    throw new ProjectError("PROJECT_INVALID", `${file}: config: use only stackConfigDir for the folder of stack files`);
  const declared = typeof config === "object" ? (config ?? {}) : {};
  const wrong = Object.entries(declared).flatMap(([key, written]) => declarationProblem(name, key, written) ?? []);
  if (wrong.length > 0) throw new ProjectError("PROJECT_INVALID", `${file}: ${wrong.join("; ")}`);
  const configDir = typeof config === "string" ? config : stackConfigDir;
  return {
    name,
    dir,
    file,
    description: description ?? undefined,
    runtimeOptions: runtime.options,
    main: resolve(dir, main ?? "."),
    stackConfigDir: resolve(dir, configDir ?? "."),
    config: declared,
    backendUrl: backend?.url,
    refreshesAlways: options?.refresh === "always",
    pluginPaths: (plugins?.providers ?? []).map(({ name, path, version }) => ({
      name,
      path: resolve(dir, path),
      version,
    })),
  };
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
