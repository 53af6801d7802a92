/** The user's own scenario, as it is sent to where workers run. Pure. */
import { dirname, posix, relative, resolve, sep } from "node:path";

/** The module that users follow, and the files that it names, by absolute paths. */
export interface ScenarioCode {
  file: string;
  files: ReadonlyMap<string, Uint8Array>;
}

/** The same by paths relative to the folder that holds all of it. */
export interface PortableCode {
  entry: string;
  files: { path: string; content: Uint8Array }[];
}

export function portable({ file, files: byPath }: ScenarioCode): PortableCode {
  const files = [...byPath];
  const folders = files.map(([path]) => dirname(path));
  const common = folders.reduce((one, other) => {
    let shared = one;
    while (other !== shared && !other.startsWith(shared.endsWith(sep) ? shared : shared + sep))
      shared = dirname(shared);
    return shared;
  });
  const inCommon = (path: string): string => relative(common, path).split(sep).join(posix.sep);
  return { entry: inCommon(resolve(file)), files: files.map(([path, content]) => ({ path: inCommon(path), content })) };
}
