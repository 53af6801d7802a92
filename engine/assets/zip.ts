/** The files of a ZIP archive, by its central directory. */
import { inflateRawSync } from "node:zlib";
import type { Entry } from "./tar.ts";

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;

/** In the archive's order. @throws Error for what is no ZIP archive, or compressed in another way than by deflate. */
export function* zipEntries(archive: Buffer): Generator<Entry> {
  const end = endRecord(archive);
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new Error("failed to read ZIP: not a valid zip file");
    const method = archive.readUInt16LE(at + 10);
    const compressedBytes = archive.readUInt32LE(at + 20);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString("utf8", at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes);
    at += CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
    if (name.endsWith("/")) continue;
    const start = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const compressed = archive.subarray(start, start + compressedBytes);
    if (method !== STORED && method !== DEFLATED)
      throw new Error(`failed to read ZIP inner file ${name}: unsupported compression method ${method}`);
    yield { name, content: method === STORED ? compressed : inflateRawSync(compressed) };
  }
}

/** It comes last, with at most a comment behind it. */
function endRecord(archive: Buffer): number {
  for (let at = archive.length - END_BYTES; at >= 0; at--) if (archive.readUInt32LE(at) === END) return at;
  throw new Error("failed to read ZIP: not a valid zip file");
}
