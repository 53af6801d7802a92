/** Lists all files below a folder without following links. */
import * as fs from "node:fs";
import * as path from "node:path";

export function writtenFiles(dir: string): string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    return entry.isDirectory() ? writtenFiles(file) : entry.isFile() ? [file] : [];
  });
}
