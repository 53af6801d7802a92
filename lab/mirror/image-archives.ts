/** Reads content out of archives of images, where they are. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** A piece of a file. */
export interface Slice {
  file: string;
  start: number;
  bytes: number;
}

export interface StoredImage {
  /** Full name, with its tag. */
  name: string;
  /** Digest of its manifest, `sha256:...`. */
  digest: string;
}

export interface ImageStore {
  images: StoredImage[];
  /** Content by digest, `sha256:...`. */
  blobs: Map<string, Slice>;
}

const BLOCK = 512;
const BLOBS = "blobs/sha256/";
const NAME_ANNOTATION = "io.containerd.image.name";

const indexSchema = z.object({
  manifests: z.array(z.object({ digest: z.string(), annotations: z.record(z.string(), z.string()) })),
});

/** The archives `*.tar` of a folder, as they are now; none if it is not there. */
export class ImageArchives {
  readonly #folder: string;
  #stamps = "";
  #store: ImageStore = { images: [], blobs: new Map() };

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads the archives again after one was replaced: content is elsewhere then. */
  read(): ImageStore {
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    const files = names.filter((name) => name.endsWith(".tar")).map((name) => join(this.#folder, name));
    const stamps = files.map((file) => `${file} ${statSync(file).ino} ${statSync(file).mtimeMs}`).join("\n");
    if (stamps !== this.#stamps) this.#store = readArchives(files);
    this.#stamps = stamps;
    return this.#store;
  }
}

function readArchives(files: readonly string[]): ImageStore {
  const store: ImageStore = { images: [], blobs: new Map() };
  for (const file of files) {
    for (const [path, slice] of entriesOf(file)) {
      if (path.startsWith(BLOBS)) store.blobs.set(`sha256:${path.slice(BLOBS.length)}`, slice);
      if (path !== "index.json") continue;
      const { manifests } = indexSchema.parse(JSON.parse(readSlice(slice).toString()));
      for (const { digest, annotations } of manifests)
        store.images.push({ name: annotations[NAME_ANNOTATION] ?? "", digest });
    }
  }
  return store;
}

/** Of files as `tar-stream` writes them: short names, sizes in octal digits. */
function* entriesOf(file: string): Generator<[path: string, slice: Slice]> {
  const handle = openSync(file, "r");
  try {
    const header = Buffer.alloc(BLOCK);
    for (let at = 0; readSync(handle, header, 0, BLOCK, at) === BLOCK && header[0] !== 0;) {
      const text = (start: number, length: number): string =>
        header.toString("latin1", start, start + length).replace(/\0.*$/s, "");
      const bytes = Number.parseInt(text(124, 12), 8);
      yield [text(0, 100), { file, start: at + BLOCK, bytes }];
      at += BLOCK + Math.ceil(bytes / BLOCK) * BLOCK;
    }
  } finally {
    closeSync(handle);
  }
}

export function readSlice({ file, start, bytes }: Slice): Buffer {
  const handle = openSync(file, "r");
  try {
    const content = Buffer.alloc(bytes);
    readSync(handle, content, 0, bytes, start);
    return content;
  } finally {
    closeSync(handle);
  }
}
