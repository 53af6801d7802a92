import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { runLoadCli } from "../../../loadgen/cli/index.ts";
import { cellSchema, type CellResult } from "../../../loadgen/schema/index.ts";
import { countingServer } from "../helpers/counting-server.ts";

async function run(argv: readonly string[]): Promise<{ code: number; result: CellResult | null; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runLoadCli([...argv, "--json", "--quiet", "--calibration", "0"], { stdout, stderr });
  const text = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? "");
  const out = JSON.parse(text(stdout)) as object;
  return { code, result: "error" in out ? null : cellSchema.parse(out), err: text(stderr) };
}

const endless = ["--users", "2", "--think", "20ms", "--duration", "5m"];
/** Without what a busy machine does to the generator. */
const reasons = (result: CellResult | null) =>
  result!.reasons.map(({ code }) => code).filter((code) => code !== "generator-limited");

describe("stackmark load ends", function () {
  this.timeout(60_000);

  it("a load ends at its deadline with exit code 3 and keeps what it measured", async () => {
    await using server = await countingServer();
    const { code, result } = await run([server.url, ...endless, "--deadline", "5s"]);
    assert.equal(code, 3);
    // Where workers took longer than that to get ready, there is nothing to keep.
    if (result !== null)
      assert.deepEqual([reasons(result), result.accounting.sent], [["deadline"], server.counts.requests]);
  });

  it("a load whose deadline passes before it begins exits with 3 and the reason", async () => {
    await using server = await countingServer();
    const { code, result, err } = await run([server.url, ...endless, "--deadline", "1ms"]);
    assert.deepEqual([code, result, server.counts.requests], [3, null, 0]);
    assert.match(err, /^error\[LOAD_NOT_BEGUN\]: Ended at its deadline/);
  });

  it("a load ends with exit code 105 when its stop file appears, and does not begin where the file exists", async () => {
    const folder = mkdtempSync(join(tmpdir(), "load-stop-"));
    const file = join(folder, "stop");
    try {
      await using server = await countingServer((_, response, number) => {
        if (number === 20) writeFileSync(file, "");
        response.end();
      });
      const { code, result } = await run([server.url, ...endless, "--stop-file", file]);
      assert.deepEqual([code, reasons(result)], [105, ["stop-file"]]);
      const again = await run([server.url, ...endless, "--stop-file", file]);
      assert.equal(again.code, 2);
      assert.match(again.err, /--stop-file: .* is there already/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("a load ends with exit code 99 when too large a share of a window fails", async () => {
    await using server = await countingServer((_, response, number) => {
      response.statusCode = number > 50 && number % 2 === 0 ? 500 : 200;
      response.end();
    });
    const { code, result } = await run([server.url, ...endless, "--max-error-rate", "20%/2s"]);
    assert.deepEqual([code, reasons(result)], [result!.status === "invalid" ? 98 : 99, ["error-rate"]]);
  });

  it("a load ends after exactly the requested number of iterations", async () => {
    await using server = await countingServer();
    const { result } = await run([
      server.url,
      "--users",
      "3",
      "--workers",
      "2",
      "--think",
      "5ms",
      "--iterations",
      "100",
    ]);
    assert.deepEqual([server.counts.requests, result!.overall.requests], [100, 100]);
    assert.ok(result!.measuredMs < 60_000 && result!.status !== "partial");
  });
});
