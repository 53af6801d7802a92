import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "../../helpers/temporary.ts";

const HEAP_MIB = 64;

describe("a large k6 stream", () => {
  const folder = temporaryFolder();

  it("a large k6 stream is read in bounded memory", async function () {
    this.timeout(120_000);
    const { file, bytes } = await streamOf(50_000);
    assert.ok(bytes > 2 * HEAP_MIB * 2 ** 20);
    assert.equal(await requestsIn(file), 50_000);
  });

  async function streamOf(lines: number): Promise<{ file: string; bytes: number }> {
    const file = join(folder.path, `${lines}.ndjson`);
    const out = createWriteStream(file);
    const padding = "x".repeat(4000);
    for (let index = 0; index < lines; index += 1) {
      const time = new Date(1.7e12 + 10 * index).toISOString();
      const tags = { expected_response: "true", status: "200", method: "GET", name: "/", padding };
      const data = { time, value: 1 + (index % 100), tags };
      const line = JSON.stringify({ metric: "http_req_duration", type: "Point", data });
      if (!out.write(`${line}\n`)) await once(out, "drain");
    }
    out.end();
    await once(out, "finish");
    return { file, bytes: out.bytesWritten };
  }

  /** Reads the file in a process that ends if it needs a larger heap. */
  async function requestsIn(file: string): Promise<number> {
    const script = `
      import { readForeign } from ${JSON.stringify(import.meta.resolve("../../../results/import/detect.ts"))};
      const { result } = await readForeign(process.argv[1]);
      console.log(result.overall.requests);`;
    const argv = [`--max-old-space-size=${HEAP_MIB}`, "--input-type=module", "--eval", script, "--", file];
    return Number((await promisify(execFile)(process.execPath, argv)).stdout);
  }
});
