import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLoad } from "../../loadgen/index.ts";
import { countingServer } from "./helpers/counting-server.ts";

const text = readFileSync(new URL("../../docs/loadgen.md", import.meta.url), "utf8");

/** Scenario modules among its examples, by the name that they give themselves. */
function examples(): [name: string, source: string][] {
  const blocks = [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, source = ""]) => source);
  return blocks.flatMap((source) => {
    const name = /name: "(\w+)",\n +thinkTime/.exec(source)?.[1];
    return name === undefined ? [] : [[name, source]];
  });
}

describe("examples in docs/loadgen.md", () => {
  it("each of the three example scenarios in docs/loadgen.md runs", async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "load-docs-"));
    await using server = await countingServer((_, response) => void response.end("balance: 5"));
    try {
      assert.deepEqual(
        examples().map(([name]) => name),
        ["shop", "account", "search"],
      );
      for (const [name, source] of examples()) {
        const file = join(folder, `${name}.ts`);
        writeFileSync(file, source);
        const before = server.counts.requests;
        const { result } = await runLoad({
          ...{ model: "closed", scenario: file, target: server.url, users: 3, spawnRatePerS: 30, durationMs: 1500 },
          ...{ thinkTimeScale: 0.02, calibrationMs: 0 },
        });
        assert.deepEqual(
          [result.accounting.failed, result.reasons.map(({ code }) => code).includes("audit-failed")],
          [0, false],
        );
        assert.ok(server.counts.requests > before + 3, name);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
