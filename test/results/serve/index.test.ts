import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve } from "../../../results/serve/index.ts";
import { get, servedArchive } from "./served-archive.ts";

describe("the served archive", () => {
  const archive = servedArchive();

  it("missing and unreadable runs are answered with a page that says so", async () => {
    assert.equal((await get(`${archive.url}runs/none`)).status, 404);
    assert.equal((await get(`${archive.url}runs/..%2F..%2Fetc`)).status, 404);
    assert.equal((await get(`${archive.url}runs/run-a/events/more`)).status, 404);
    assert.equal((await get(`${archive.url}compare?run=run-a`)).status, 422);
    assert.match((await get(`${archive.url}compare?run=run-a&run=none`)).text, /There is no run/);
    await writeFile(join(archive.runsDir, "run-a/cells/load-low-1/result.json"), "{");
    const broken = await get(`${archive.url}runs/run-a`);
    assert.equal(broken.status, 422);
    assert.match(broken.text, /result\.json changed/);
  });

  it("only this machine's names and read requests are served", async () => {
    assert.equal((await get(archive.url, { host: "attacker.example" })).status, 403);
    assert.equal((await get(archive.url, { host: "localhost:8089" })).status, 200);
    assert.equal((await get(archive.url, { method: "POST" })).status, 405);
    const head = await get(archive.url, { method: "HEAD" });
    assert.deepEqual([head.status, head.text], [200, ""]);
    assert.equal(head.headers["cross-origin-resource-policy"], "same-origin");
  });

  it("the list of runs is served as JSON", async () => {
    const runs = JSON.parse((await get(`${archive.url}api/runs`)).text) as { runId: string }[];
    assert.deepEqual(runs.map(({ runId }) => runId).toSorted(), ["run-a", "run-b"]);
  });

  it("a port that is in use is reported", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await assert.rejects(serve({ runsDir: archive.runsDir, port, host: "127.0.0.1" }), {
      code: "RESULTS_PORT",
      message: /--port/,
    });
    other.close();
  });
});
