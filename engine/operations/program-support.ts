/** Refuses programs that the Pulumi CLI runs and this engine does not, by name and before anything runs. */
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { dirname, extname, join, relative, resolve } from "node:path";
import { messageOf, systemCode } from "../../base/errors.ts";
import { readYaml } from "../../base/yaml/read.ts";
import { EngineError } from "../errors.ts";
import type { Project } from "../project/project-file.ts";
import type { ProgramLocation } from "../protocol/program.ts";

/** What is refused, as engine/README.md lists it, and what to do instead. */
export const REFUSED = {
  "`runtime.options.nodeargs`": "set NODE_OPTIONS",
  "`runtime.options.tsconfig`": "compile with tsc, and let `main` name the JavaScript",
  "tsconfig.json with `paths`, `baseUrl`, `rootDirs`, `jsx` or `experimentalDecorators`":
    "compile with tsc, and let `main` name the JavaScript",
  "enums, namespaces, parameter properties, `import =` and `export =`":
    "write them in syntax whose types can be erased (`erasableSyntaxOnly` in tsconfig.json finds them), or compile with tsc",
  "imports of TypeScript files without their extension": "add the extension: `./shop.ts`",
} as const;

type RefusedFeature = keyof typeof REFUSED;

/** Options of the compiler with which a program means something else than with its types erased. */
const MEANINGFUL = ["paths", "baseUrl", "rootDirs", "jsx", "experimentalDecorators", "emitDecoratorMetadata"];

/** @throws EngineError `ENGINE_PROGRAM_UNSUPPORTED` with all reasons */
export function refuseUnsupported({ file, runtimeOptions }: Project, location: ProgramLocation): void {
  const found: [RefusedFeature, string][] = [];
  const { nodeargs, tsconfig, typescript } = runtimeOptions;
  if (nodeargs) found.push(["`runtime.options.nodeargs`", `${file}: runtime.options.nodeargs`]);
  if (tsconfig) found.push(["`runtime.options.tsconfig`", `${file}: runtime.options.tsconfig`]);
  const entry = entryOf(location);
  // Pulumi compiles TypeScript unless the option is false; then it also runs it as Node.js does.
  if (typescript !== false && entry !== undefined) found.push(...typescriptProblems(location.dir, entry));
  if (found.length === 0) return;
  const lines = found.map(([what, where]) => `\n  ${where}: ${REFUSED[what]}`);
  throw new EngineError(
    "ENGINE_PROGRAM_UNSUPPORTED",
    `The embedded engine runs TypeScript with its types erased, as Node.js does, and does not take this program. Nothing was started.${lines.join("")}\nThe Pulumi CLI runs it as it is.`,
  );
}

function entryOf({ dir, entry }: ProgramLocation): string | undefined {
  if (entry !== ".") return join(dir, entry);
  const { main } = json(join(dir, "package.json")) as { main?: unknown };
  const names = [...(typeof main === "string" ? [main] : []), "index.js"];
  return names.map((name) => join(dir, name)).find((path) => existsSync(path));
}

function typescriptProblems(dir: string, entry: string): [RefusedFeature, string][] {
  const found: [RefusedFeature, string][] = [];
  const files = new Set([entry]);
  let hasTypes = false;
  for (const file of files) {
    const text = readOrEmpty(file);
    const isTypeScript = /\.[cm]?ts$/.test(file);
    hasTypes ||= isTypeScript;
    const at = (line: number) => `${relative(dir, file)}:${line}`;
    const syntax = isTypeScript ? unerasable(text) : undefined;
    if (syntax)
      found.push([
        "enums, namespaces, parameter properties, `import =` and `export =`",
        `${at(syntax.line)}: ${syntax.message}`,
      ]);
    for (const { specifier, line } of relativeImports(text)) {
      const path = resolve(dirname(file), specifier);
      const twin = existsSync(path) && extname(path) !== "" ? undefined : typescriptFor(path);
      if (twin !== undefined)
        found.push(["imports of TypeScript files without their extension", `${at(line)}: imports ${specifier}`]);
      files.add(twin ?? path);
    }
  }
  if (hasTypes) {
    const set = meaningfulOptions(join(dir, "tsconfig.json"));
    if (set.length > 0)
      found.push([
        "tsconfig.json with `paths`, `baseUrl`, `rootDirs`, `jsx` or `experimentalDecorators`",
        `tsconfig.json: ${set.join(", ")}`,
      ]);
  }
  return found;
}

/** The TypeScript file that ts-node finds for a path that Node.js does not resolve. */
function typescriptFor(path: string): string | undefined {
  const candidates = [`${path}.ts`, join(path, "index.ts"), path.replace(/\.([cm]?)js$/, ".$1ts")];
  const javascript = [`${path}.js`, `${path}.json`, join(path, "index.js")];
  if (javascript.some((candidate) => existsSync(candidate))) return undefined;
  return candidates.find((candidate) => candidate !== path && existsSync(candidate));
}

const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(["'])(\.{1,2}\/[^"']+)\1/g;

function relativeImports(text: string): { specifier: string; line: number }[] {
  const code = text
    .replace(/\/\*[^]*?\*\/|\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/\b(?:import|export)\s+type\b[^;]*?\bfrom\s*(["'])[^"']*\1/g, (erased) => erased.replace(/[^\n]/g, " "));
  return [...code.matchAll(IMPORT)].map(({ 2: specifier = "", index }) => ({
    specifier,
    line: code.slice(0, index).split("\n").length,
  }));
}

/** Cheap, and never without an answer for code that has some: what it finds is confirmed by erasing the types. */
const SUSPICIOUS =
  /\benum\s|\b(?:namespace|module)\s+[\w$.]+\s*\{|\bconstructor\s*\([^)]*\b(?:public|private|protected|readonly)\s|\bimport\s+[\w$]+\s*=|\bexport\s*=/;

function unerasable(text: string): { line: number; message: string } | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  // Node.js says on first use that the function is experimental.
  const warn = Object.getOwnPropertyDescriptor(process, "emitWarning")!;
  process.emitWarning = () => undefined;
  try {
    module.stripTypeScriptTypes(text);
    return undefined;
  } catch (error) {
    // The program itself reports other errors of syntax.
    if (systemCode(error) !== "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") return undefined;
    const [message = ""] = messageOf(error).split("\n");
    const shown = SUSPICIOUS.exec(text);
    return { line: text.slice(0, shown?.index).split("\n").length, message };
  } finally {
    Object.defineProperty(process, "emitWarning", warn);
  }
}

/** JSON with comments and trailing commas is YAML but for its `//`. */
function meaningfulOptions(path: string): string[] {
  const text = readOrEmpty(path).replace(
    /("(?:[^"\\]|\\.)*")|\/\*[^]*?\*\/|\/\/.*$/gm,
    (_, quoted?: string) => quoted ?? "",
  );
  const { compilerOptions = {} } = (readYaml(text).value ?? {}) as { compilerOptions?: object };
  return MEANINGFUL.filter((option) => option in compilerOptions);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function json(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}
