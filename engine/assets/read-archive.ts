/** Reads the files of tar and ZIP archives, in the order of the archive. */
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { fromBufferPromise } from "yauzl";
import { messageOf } from "../../base/errors.ts";

export interface Entry {
  name: string;
  content: Buffer;
}

/** @throws Error if it is not a tar archive, or contains anything but files and folders */
export async function* tarEntries(archive: Buffer): AsyncGenerator<Entry> {
  const entries = extract({ allowUnknownFormat: true });
  entries.end(archive);
  for await (const entry of entries) {
    const { name, type } = entry.header;
    const content = await buffer(entry);
    if (type === "directory" || name.endsWith("/")) continue;
    if (type !== "file") throw new Error(`'${name}' in the archive is neither a file nor a folder`);
    yield { name, content };
  }
}

/** @throws Error if it is not a ZIP archive, or uses a compression method other than deflate */
export async function* zipEntries(archive: Buffer): AsyncGenerator<Entry> {
  // Names are not validated, as in Go.
  const zip = await fromBufferPromise(archive, { decodeStrings: false }).catch((cause: unknown) => {
    throw new Error("failed to read ZIP: not a valid zip file", { cause });
  });
  for await (const entry of zip.eachEntry()) {
    const name = (entry.fileName as unknown as Buffer).toString("utf8");
    if (name.endsWith("/")) continue;
    const content = await zip
      .openReadStreamPromise(entry)
      .then(buffer)
      .catch((cause: unknown) => {
        throw new Error(`failed to read ZIP inner file ${name}: ${messageOf(cause)}`, { cause });
      });
    yield { name, content };
  }
}
