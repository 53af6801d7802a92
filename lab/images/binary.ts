/** Programs of this machine as parts of images. */
import { spawnSync } from "node:child_process";
import type { LayerEntry } from "./layer.ts";

/** The program at `path` in the image, with the shared libraries that it needs at their own paths. */
export const binary = (from: string, path: string): LayerEntry[] => [
  { kind: "file", path, from, mode: 0o755 },
  ...sharedLibraries(from).map((library): LayerEntry => {
    return { kind: "file", path: library.slice(1), from: library, mode: 0o755 };
  }),
];

/** Absolute paths of the libraries and the loader of a program; none if it is static. */
export function sharedLibraries(program: string): string[] {
  const { stdout, status } = spawnSync("ldd", [program], { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
  if (status !== 0) return [];
  return stdout.split("\n").flatMap((line) => {
    // `libc.so.6 => /lib/libc.so.6 (0x7f)`, or the loader: `/lib64/ld-linux-x86-64.so.2 (0x7f)`
    const [, path] = /(?:=>\s*|^\s*)(\/\S+) \(0x/.exec(line) ?? [];
    return path === undefined ? [] : [path];
  });
}
