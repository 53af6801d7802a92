import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("a large k6 stream", () => {
  const folder = temporaryFolder();

  it("a large k6 stream is read in bounded memory", async function () {
    this.timeout(120_000);
    // The smaller stream is large enough for everything that grows only once, such as caches.
    const few = await streamOf(10_000);
    const many = await streamOf(50_000);
    // In processes of their own, because this one still holds memory of other tests.
    const [base, full] = [await peakOf(few.file), await peakOf(many.file)];
    assert.deepEqual([base.requests, full.requests], [10_000, 50_000]);
    const [more, larger] = [full.peakBytes - base.peakBytes, many.bytes - few.bytes];
    assert.ok(more < larger / 2, `${more} bytes more for ${larger}`);
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

  /** Peak memory of a process that reads the file. */
  async function peakOf(file: string): Promise<{ requests: number; peakBytes: number }> {
    const script = `
      import { readForeign } from ${JSON.stringify(import.meta.resolve("../../../results/import/detect.ts"))};
      const { result } = await readForeign(process.argv[1]);
      const peakBytes = process.resourceUsage().maxRSS * 1024;
      console.log(JSON.stringify({ requests: result.overall.requests, peakBytes }));`;
    const argv = ["--input-type=module", "--eval", script, "--", file];
    const { stdout } = await promisify(execFile)(process.execPath, argv);
    return JSON.parse(stdout) as { requests: number; peakBytes: number };
  }
});
