import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { MAX_LINE_BYTES } from "../../../results/archive/ndjson.ts";
import { MAX_LINES, readLines } from "../../../results/archive/ndjson.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("NDJSON", () => {
  const folder = temporaryFolder();

  it("a truncated NDJSON file gives its complete lines", async () => {
    const file = join(folder.path, "cut.ndjson");
    const numbers = fc.array(fc.integer(), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(numbers, fc.nat(), async (values, seed) => {
        const text = values.map((value) => `{"v":${value}}\n`).join("");
        const cut = seed % (text.length + 1);
        await writeFile(file, text.slice(0, cut));
        const read = await readLines(file, z.object({ v: z.number() }));
        const whole = text.slice(0, cut).split("\n").length - 1;
        assert.deepEqual(
          read.values,
          values.slice(0, whole).map((v) => ({ v })),
        );
        assert.equal(read.cutOff, cut > 0 && text[cut - 1] !== "\n");
      }),
      { numRuns: 100 },
    );
  });

  it("a line of a gigabyte is refused without being held in memory", async () => {
    const file = join(folder.path, "huge.ndjson");
    const handle = await open(file, "w");
    // Sparse: a gigabyte for the reader, next to nothing on the disk.
    await handle.truncate(2 ** 30);
    await handle.close();
    const before = process.memoryUsage().rss;
    await assert.rejects(readLines(file, z.any()), {
      code: "RESULTS_TOO_LARGE",
      message: /huge\.ndjson:1 is too large/,
    });
    assert.ok(process.memoryUsage().rss - before < 100 * MAX_LINE_BYTES);
  });

  it("too many lines are refused with the number of the first one too many", async () => {
    const file = join(folder.path, "long.ndjson");
    await writeFile(file, "0\n".repeat(MAX_LINES + 1));
    await assert.rejects(readLines(file, z.number()), { message: new RegExp(`:${MAX_LINES + 1} is too large`) });
  });

  it("a broken line is refused with file, line and field", async () => {
    const file = join(folder.path, "broken.ndjson");
    await writeFile(file, '{"v":1}\n{"v":"x"}\n');
    await assert.rejects(readLines(file, z.object({ v: z.number() })), {
      code: "RESULTS_INVALID",
      message: /broken\.ndjson:2 [^]*v: /,
    });
  });
});
