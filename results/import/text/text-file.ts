/** Reads text files of other tools in pieces: as they are or as gzip, in UTF-8, or in UTF-16 with a byte order mark. */
import { open, type FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { ioError, MAX_JSON_BYTES, tooLarge } from "../../archive/json.ts";
import { ResultsError } from "../../errors.ts";

const CHUNK_BYTES = 256 * 1024;

export class TextFile {
  readonly path: string;
  #truncated = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Whether compressed data ended in the middle; known after all chunks were read. */
  get isTruncated(): boolean {
    return this.#truncated;
  }

  /**
   * The decoded text, without a byte order mark.
   * @throws {ResultsError} RESULTS_NOT_FOUND, RESULTS_IO; RESULTS_INVALID for damaged gzip
   */
  async *chunks(): AsyncGenerator<string, void, undefined> {
    try {
      await using handle = await open(this.path);
      const head = await headOf(handle);
      let decoder: InstanceType<typeof TextDecoder> | undefined;
      for await (const bytes of this.#bytes(handle, isGzip(head))) {
        decoder ??= new TextDecoder(encodingOf(bytes));
        yield decoder.decode(bytes, { stream: true });
      }
      yield decoder?.decode() ?? "";
    } catch (cause) {
      if (cause instanceof Error && "syscall" in cause) throw ioError("read", this.path, cause);
      throw cause;
    }
  }

  /** The beginning of the text; `""` if there is none. @throws {ResultsError} as {@link chunks} */
  async head(): Promise<string> {
    for await (const chunk of this.chunks()) return chunk;
    return "";
  }

  /** @throws {ResultsError} as {@link chunks}; RESULTS_TOO_LARGE */
  async whole(): Promise<string> {
    let text = "";
    for await (const chunk of this.chunks()) {
      text += chunk;
      if (text.length > MAX_JSON_BYTES)
        throw tooLarge(this.path, `more than ${MAX_JSON_BYTES} characters; at most so many are read`);
    }
    return text;
  }

  async *#bytes(handle: FileHandle, compressed: boolean): AsyncGenerator<Buffer, void, undefined> {
    const raw = handle.createReadStream({ start: 0, highWaterMark: CHUNK_BYTES, autoClose: false });
    if (!compressed) {
      yield* raw as AsyncIterable<Buffer>;
      return;
    }
    // Errors of the source end the iteration of the result, so the callback has nothing to do.
    const gunzip = pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined);
    try {
      yield* gunzip as AsyncIterable<Buffer>;
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code !== "Z_BUF_ERROR") {
        if (code?.startsWith("Z_") !== true) throw cause;
        throw new ResultsError("RESULTS_INVALID", `${this.path} is damaged gzip (${message}); copy it again`, {
          cause,
        });
      }
      this.#truncated = true;
      // An error ends the iteration, but what was decompressed before it is still there.
      for (let rest = gunzip.read() as Buffer | null; rest; rest = gunzip.read() as Buffer | null) yield rest;
    }
  }
}

async function headOf(handle: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  return buffer.subarray(0, bytesRead);
}

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

function encodingOf(head: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : "utf-8";
}
