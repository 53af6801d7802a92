/** Images of the load tools that are installed on this machine, under the names that pods ask for. */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findOnPath } from "../../../base/executable.ts";
import { LOAD_TOOLS, type ToolName } from "../../../infra/catalog/load-tools.ts";
import { findTool } from "../../../infra/load/find-tool.ts";
import type { Image, Layer } from "../../../lab/images/archive.ts";
import { binary, sharedLibraries } from "../../../lab/images/binary.ts";
import { busyboxLayer } from "../../../lab/images/catalog.ts";
import type { LayerEntry } from "../../../lab/images/layer.ts";
import { findParts } from "../../../lab/images/parts.ts";
import { cacheFolder } from "../../../lab/setup/cache.ts";
import { jmeterHome, locustProgram } from "../../helpers/load-tools.ts";

/** What the scripts of a tool's part need of a shell, beside what every image has. */
const COMMANDS = ["gzip", "mkdir", "mv", "rm", "setsid", "tail"];
const NOT_NEEDED = /(^|\/)(__pycache__|test|tests|idlelib|jmods|demo|man|src\.zip)(\/|$)/;

const isLibrary = (path: string): boolean => /\.so(\.\d+)*$/.test(path);

/** The files of a folder at another place in the image; links are followed. */
function folder(from: string, to: string): LayerEntry[] {
  return readdirSync(from, { recursive: true, encoding: "utf8" })
    .filter((path) => !NOT_NEEDED.test(path))
    .flatMap((path): LayerEntry[] => {
      const file = join(from, path);
      const found = statSync(file, { throwIfNoEntry: false });
      if (found?.isFile() !== true) return [];
      return [{ kind: "file", path: join(to, path), from: file, mode: found.mode & 0o111 ? 0o755 : 0o644 }];
    });
}

/** Shared libraries outside a folder that the libraries in it need. */
function librariesOf(entries: readonly LayerEntry[], within: readonly string[]): LayerEntry[] {
  const files = entries.flatMap((entry) => (entry.kind === "file" && isLibrary(entry.path) ? [entry.from] : []));
  const needed = new Set(files.flatMap(sharedLibraries));
  return [...needed]
    .filter((path) => !within.some((each) => path.startsWith(each)))
    .map((path) => ({ kind: "file", path: path.slice(1), from: path, mode: 0o755 }));
}

const script = (path: string, text: string): LayerEntry => ({ kind: "text", path, text, mode: 0o755 });
/** Entries of one path once. */
const layerOf = (entries: readonly LayerEntry[]): Layer => [
  ...new Map(entries.map((each) => [each.path, each])).values(),
];

function locust(path: string): LayerEntry[] {
  const { executable, library, packages } = locustProgram(path);
  const entries = [...folder(library, library.slice(1)), ...folder(packages, "opt/locust")].filter(
    (entry) => !entry.path.startsWith(`${library.slice(1)}/site-packages/`),
  );
  const run = `#!/bin/sh\nPYTHONPATH=/opt/locust PYTHONDONTWRITEBYTECODE=1 exec ${executable} -m locust "$@"\n`;
  return [
    ...binary(executable, executable.slice(1)),
    ...entries,
    ...librariesOf(entries, [library, packages]),
    script("usr/local/bin/locust", run),
  ];
}

function jmeter(path: string): LayerEntry[] {
  const home = jmeterHome(path);
  const java = dirname(dirname(realpathSync(findOnPath("java", process.env)!)));
  const entries = [...folder(home, "opt/jmeter"), ...folder(java, "opt/java")];
  const run = '#!/bin/sh\nexec /opt/java/bin/java $HEAP -jar /opt/jmeter/bin/ApacheJMeter.jar "$@"\n';
  const [launcher] = entries.filter((entry) => entry.path === "opt/java/bin/java");
  if (launcher?.kind !== "file") throw new Error(`${relative("/", java)} has no bin/java`);
  return [
    ...entries,
    ...librariesOf(entries, [java, home]),
    ...binary(launcher.from, "opt/java/bin/java"),
    script("usr/local/bin/jmeter", run),
  ];
}

const PROGRAMS: Record<ToolName, (path: string) => LayerEntry[]> = {
  k6: (path) => binary(path, "usr/local/bin/k6"),
  locust,
  jmeter,
};

export function toolImages(tools: readonly ToolName[]): Image[] {
  const base = busyboxLayer(findParts(cacheFolder(), ["busybox"]));
  const commands = COMMANDS.map((name): LayerEntry => ({ kind: "link", path: `bin/${name}`, target: "busybox" }));
  return tools.map((name) => ({
    name: LOAD_TOOLS[name].image,
    layers: [base, commands, layerOf(PROGRAMS[name](findTool(name)!))],
    entrypoint: [`/usr/local/bin/${name}`],
  }));
}
