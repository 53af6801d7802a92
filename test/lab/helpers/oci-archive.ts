/** Reads an archive of images, and checks that it is whole. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";

export interface TarEntry {
  type: string;
  mode: number;
  /** Of a link. */
  target: string;
  content: Buffer;
}

export interface ReadImage {
  config: { Entrypoint: string[]; Env: string[] };
  /** Digests of its layers. */
  layers: string[];
  /** Of all layers, by path. */
  files: Map<string, TarEntry>;
}

export async function readTar(from: Readable): Promise<Map<string, TarEntry>> {
  const entries = new Map<string, TarEntry>();
  const tar = from.pipe(extract());
  for await (const entry of tar) {
    const { name, type, mode, linkname } = entry.header;
    entries.set(name, { type: type!, mode: mode!, target: linkname ?? "", content: await buffer(entry) });
  }
  return entries;
}

interface Descriptor {
  digest: string;
  size: number;
  annotations: Record<string, string>;
}

/** Images by name. Every content has the digest and the size that it is referred to by. */
export async function readArchive(file: string): Promise<{ images: Map<string, ReadImage>; blobs: string[] }> {
  const entries = await readTar(createReadStream(file));
  const blob = ({ digest, size }: Pick<Descriptor, "digest" | "size">): Buffer => {
    const found = entries.get(`blobs/sha256/${digest.replace("sha256:", "")}`)?.content;
    assert.ok(found, `${digest} is not there`);
    assert.equal(found.length, size);
    assert.equal(`sha256:${createHash("sha256").update(found).digest("hex")}`, digest);
    return found;
  };
  const json = <T>(descriptor: Descriptor): T => JSON.parse(blob(descriptor).toString()) as T;
  const index = JSON.parse(entries.get("index.json")!.content.toString()) as { manifests: Descriptor[] };
  const images = new Map<string, ReadImage>();
  for (const descriptor of index.manifests) {
    const manifest = json<{ config: Descriptor; layers: Descriptor[] }>(descriptor);
    const { config, rootfs } = json<{ config: ReadImage["config"]; rootfs: { diff_ids: string[] } }>(manifest.config);
    const layers = manifest.layers.map(({ digest }) => digest);
    assert.deepEqual(rootfs.diff_ids, layers, "layers are not compressed");
    const files = new Map<string, TarEntry>();
    for (const layer of manifest.layers)
      for (const [path, entry] of await readTar(Readable.from([blob(layer)]))) files.set(path, entry);
    images.set(descriptor.annotations["io.containerd.image.name"]!, { config, layers, files });
  }
  return { images, blobs: [...entries.keys()].filter((path) => path.startsWith("blobs/")) };
}
