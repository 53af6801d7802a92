/**
 * An archive of images in OCI's layout, as `ctr images import` and K3s read it. Images that share a layer share its content
 * within an archive, and on a machine also across archives.
 */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";
import { writeLayer, type Blob, type LayerEntry } from "./layer.ts";

export type Layer = readonly LayerEntry[];

export interface Image {
  /** Full name, such as `docker.io/library/busybox:lab`. */
  name: string;
  /** From the bottom. Images that use the same array share the layer. */
  layers: readonly Layer[];
  entrypoint: readonly string[];
  /** Default: `PATH` only. */
  environment?: Readonly<Record<string, string>>;
}

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", arm64: "arm64" };
const PLATFORM = { architecture: ARCHITECTURES[process.arch] ?? process.arch, os: "linux" };

const TYPES = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

interface Stored extends Blob {
  content: Buffer | { file: string };
}

const stored = (value: unknown): Stored => {
  const content = Buffer.from(JSON.stringify(value));
  return { digest: createHash("sha256").update(content).digest("hex"), bytes: content.length, content };
};
const descriptor = (mediaType: string, { digest, bytes }: Blob) => ({
  mediaType,
  digest: `sha256:${digest}`,
  size: bytes,
});

/** Writes the archive, whole or not at all. */
export async function writeArchive(images: readonly Image[], file: string): Promise<void> {
  const layers = new Map<Layer, Stored>();
  // Another process may build it too.
  const part = `${file}.${process.pid}.part`;
  const temporary = [part];
  try {
    for (const layer of new Set(images.flatMap((image) => image.layers))) {
      const layerFile = `${part}-${layers.size}`;
      temporary.push(layerFile);
      layers.set(layer, { ...(await writeLayer(layer, layerFile)), content: { file: layerFile } });
    }
    const blobs = [...layers.values()];
    const manifests = images.map((image) => {
      const { config, manifest } = describe(image, (layer) => layers.get(layer)!);
      blobs.push(config, manifest);
      const annotations = { "io.containerd.image.name": image.name, "org.opencontainers.image.ref.name": image.name };
      return { ...descriptor(TYPES.manifest, manifest), platform: PLATFORM, annotations };
    });
    const index = { schemaVersion: 2, mediaType: TYPES.index, manifests };
    const tar = pack();
    await Promise.all([pipeline(tar, createWriteStream(part)), addAll(tar, blobs, index)]);
    await rename(part, file);
  } finally {
    for (const each of temporary) await rm(each, { force: true });
  }
}

function describe({ layers, entrypoint, environment = {} }: Image, blobOf: (layer: Layer) => Stored) {
  const blobs = layers.map(blobOf);
  const variables = { PATH: "/usr/local/bin:/usr/bin:/bin", ...environment };
  const config = stored({
    ...PLATFORM,
    created: "1970-01-01T00:00:00Z",
    config: {
      Entrypoint: entrypoint,
      Env: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      WorkingDir: "/",
    },
    rootfs: { type: "layers", diff_ids: blobs.map(({ digest }) => `sha256:${digest}`) },
  });
  const manifest = stored({
    schemaVersion: 2,
    mediaType: TYPES.manifest,
    config: descriptor(TYPES.config, config),
    layers: blobs.map((blob) => descriptor(TYPES.layer, blob)),
  });
  return { config, manifest };
}

async function addAll(tar: Pack, blobs: readonly Stored[], index: unknown): Promise<void> {
  const header = (name: string, size: number) => ({ name, size, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 });
  const text = (name: string, value: unknown) => {
    const json = JSON.stringify(value);
    tar.entry(header(name, Buffer.byteLength(json)), json);
  };
  try {
    text("oci-layout", { imageLayoutVersion: "1.0.0" });
    text("index.json", index);
    const byDigest = new Map(blobs.map((blob) => [blob.digest, blob]));
    for (const { digest, bytes, content } of byDigest.values()) {
      const name = `blobs/sha256/${digest}`;
      if (Buffer.isBuffer(content)) tar.entry(header(name, bytes), content);
      else await pipeline(createReadStream(content.file), tar.entry(header(name, bytes)));
    }
    tar.finalize();
  } catch (error) {
    tar.destroy(error as Error);
    throw error;
  }
}
