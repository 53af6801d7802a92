/** A registry of images that answers pulls, as a mirror of any registry: OCI's distribution protocol, read only. */
import type { Answer } from "./answer.ts";
import { readSlice, type ImageStore, type StoredImage } from "./image-archives.ts";

const OCTETS = "application/octet-stream";
/** Repositories of what K3s itself runs. Each of its versions asks for other tags, and the lab has one image of each. */
const OF_K3S = "rancher/mirrored-";
const REFERENCE = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/;

/**
 * @param path of the request, decoded
 * @param origin registry that is mirrored, as containerd names it in the query (`ns`). Null: any
 * @returns undefined if there is no such content
 */
export function registryAnswer({ images, blobs }: ImageStore, path: string, origin: string | null): Answer | undefined {
  if (path === "/v2/") return { type: "application/json", content: "{}" };
  const [, name, kind, reference = ""] = REFERENCE.exec(path) ?? [];
  if (name === undefined) return undefined;
  const find = (isWanted: (path: string) => boolean): StoredImage | undefined =>
    images.find((image) => {
      const slash = image.name.indexOf("/");
      const isOrigin = origin === null || image.name.slice(0, slash) === origin;
      return isOrigin && isWanted(image.name.slice(slash + 1));
    });
  const found =
    find((image) => image === `${name}:${reference}`) ??
    (name.startsWith(OF_K3S) ? find((image) => image.startsWith(`${name}:`)) : undefined);
  const digest = reference.startsWith("sha256:") ? reference : found?.digest;
  const slice = digest === undefined ? undefined : blobs.get(digest);
  if (digest === undefined || slice === undefined) return undefined;
  const headers = { "docker-content-digest": digest };
  if (kind === "blobs") return { type: OCTETS, content: slice, headers };
  const content = readSlice(slice);
  const { mediaType = OCTETS } = JSON.parse(content.toString()) as { mediaType?: string };
  return { type: mediaType, content, headers };
}
