/** Imports archives of images, as K3s does at its start. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { writeAtomic } from "../../../../base/atomic-file.ts";
import { run } from "../../../command.ts";
import { makeFolder } from "../../../../base/folder.ts";
import { messageOf } from "../../../../base/errors.ts";
import { log } from "../log.ts";
import { PARTS, PATHS } from "../paths.ts";

const DONE = `${PATHS.agent}/imported-images.json`;
/** Elsewhere these come from the internet. */
const SYSTEM_IMAGES = /^system\.tar$/;

const stampOf = (file: string): string => {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${mtimeMs}`;
};

const archivesIn = (folder: string, names = /./): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.tar(\.gz)?$/.test(name) && names.test(name))
        .map((name) => `${folder}/${name}`)
    : [];

/** What did not change since it was imported is left out. One that fails is in the log, as with K3s. */
export async function importImages(bin: string): Promise<void> {
  const done = existsSync(DONE) ? (JSON.parse(readFileSync(DONE, "utf8")) as Record<string, string>) : {};
  makeFolder(PATHS.images);
  for (const file of [...archivesIn(`${PARTS}/images`, SYSTEM_IMAGES), ...archivesIn(PATHS.images)]) {
    const stamp = stampOf(file);
    if (done[file] === stamp) continue;
    const from = performance.now();
    try {
      await run([`${bin}/ctr`, "-a", PATHS.containerdSocket, "-n", "k8s.io", "image", "import", file]);
      done[file] = stamp;
      log.info(`Imported images from ${file} in ${Math.round(performance.now() - from)}ms`);
    } catch (error) {
      log.error(`Error encountered while importing ${file}: ${messageOf(error)}`);
    }
  }
  // A K3s that is killed now must be able to start again.
  await writeAtomic(DONE, JSON.stringify(done));
}
