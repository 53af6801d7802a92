import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFolder } from "../../../loadgen/report/folder.ts";
import { overwritten } from "../../../loadgen/report/overwritten.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const RESULT = { status: "complete", spec: {}, target: "http://127.0.0.1/", startedAt: "2026-03-01T10:00:00.000Z" };
const SECOND = { atMs: 1000, users: 2, requests: 9, failures: 0, bytes: 10, inFlight: 1 };

describe("what a load overwrites", () => {
  const folder = temporaryFolder();
  const write = async (files: Record<string, string>): Promise<string> => {
    const path = join(folder.path, String(Object.keys(files)));
    await mkdir(path);
    for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
    return path;
  };

  it("an earlier load may be overwritten, also one that was killed before it had a result", async () => {
    const other = { "histograms.json": "{}", "latencies.hlog": "#[Histogram log format version 1.3]\n" };
    const earlier: Record<string, string>[] = [
      { "result.json": JSON.stringify(RESULT), ...other },
      { "seconds.ndjson": `${JSON.stringify(SECOND)}\n{"atMs"`, ...other },
      { "latencies.hlog": "", "seconds.ndjson": "" },
    ];
    for (const files of earlier) assert.equal(await overwritten(await write(files)), undefined);
  });

  it("other files in the folder do not count, nor does a folder that does not exist", async () => {
    assert.equal(await overwritten(await write({ "notes.md": "mine", "results.json": "[]" })), undefined);
    assert.equal(await overwritten(join(folder.path, "absent")), undefined);
  });

  it("files of the same names that no load has written are named", async () => {
    const result = await overwritten(await write({ "result.json": '{ "score": 7 }', "seconds.ndjson": "" }));
    assert.match(result!, /\/result\.json would be overwritten, which no load has written: name another folder$/);
    const cut = await overwritten(await write({ "seconds.ndjson": "60\n", "histograms.json": "[]" }));
    assert.match(cut!, /\/histograms\.json and 1 more would be overwritten/);
  });

  it("what a load has written so far is its own at any time", async () => {
    const path = join(folder.path, "running");
    const output = await outputFolder(path);
    assert.equal(await overwritten(path), undefined);
    await output.finish({ result: RESULT, histograms: {} } as unknown as Parameters<typeof output.finish>[0]);
    assert.equal(await overwritten(path), undefined);
  });
});
