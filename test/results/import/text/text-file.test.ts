import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { TextFile } from "../../../../results/import/text/text-file.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const ENCODINGS: Record<string, (text: string) => Buffer> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with a byte order mark": (text) => Buffer.from(`\ufeff${text}`),
  "UTF-16 LE": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "UTF-16 BE": (text) => utf16be(`\ufeff${text}`),
};

describe("a text file of another tool", () => {
  const folder = temporaryFolder();
  const given = async (bytes: Buffer): Promise<TextFile> => {
    const path = join(folder.path, "given");
    await writeFile(path, bytes);
    return new TextFile(path);
  };

  for (const [name, encode] of Object.entries(ENCODINGS))
    it(`text in ${name} is decoded, as it is and as gzip`, async () => {
      const texts = fc.string({ unit: "grapheme", maxLength: 300 }).map((text) => `>${text}`);
      await fc.assert(
        fc.asyncProperty(texts, fc.boolean(), async (text, zipped) => {
          const bytes = encode(text);
          assert.equal(await (await given(zipped ? gzipSync(bytes) : bytes)).whole(), text);
        }),
        { numRuns: 30 },
      );
    });

  it("compressed data that ends early gives all that was decompressed, and is known as truncated", async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index} ${Math.sin(index)}\n`).join("");
    const bytes = gzipSync(lines);
    const source = await given(bytes.subarray(0, bytes.length >> 1));
    const text = await source.whole();
    assert.ok(source.isTruncated);
    assert.ok(lines.startsWith(text) && text.length > lines.length / 3, `${text.length} of ${lines.length}`);
    const whole = await given(Buffer.concat([bytes, gzipSync("appended")]));
    assert.equal(await whole.whole(), `${lines}appended`);
    assert.ok(!whole.isTruncated);
  });

  it("damaged gzip is refused with the file", async () => {
    const bytes = gzipSync("text ".repeat(1000));
    bytes[20]! ^= 0xff;
    await assert.rejects((await given(bytes)).whole(), { code: "RESULTS_INVALID", message: /given is damaged gzip/ });
  });
});
