import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { runsDir } from "../../../infra/home.ts";
import { listRuns, readRun } from "../../../results/archive/index.ts";
import type { Comparison } from "../../../results/compare/index.ts";
import { start } from "../../helpers/command.ts";
import { root } from "../../helpers/imports.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("ab", function () {
  this.timeout(120_000);
  const home = temporaryFolder();
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  /** The URL of a server that takes so long for each response. */
  async function serverOf(delayMs: number): Promise<string> {
    const server = createServer((_request, response) => void setTimeout(() => response.end("ok"), delayMs));
    servers.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  const LOAD = "--users 8 --spawn-rate 100 --workers 1 --calibration 0".split(" ");
  const ab = (...args: string[]) => {
    const env = { ...process.env, STACKMARK_HOME: home.path };
    return start({ dir: root, env }, "ab", ...args, ...LOAD);
  };

  it("ab measures two URLs in turns, finds the slower one worse, and keeps runs and report", async () => {
    const out = join(home.path, "page.html");
    // So slow and so different that neither a busy machine nor cells that it makes unfit hide the difference.
    const urls = [await serverOf(40), await serverOf(160)];
    const options = ["--names", "old,new", "--duration", "2s", "--repeats", "3", "--fail-on", "worse:p50", "--json"];
    const { ended, text, out: json } = ab(...urls, ...options, "--out", out);
    const code = await ended;
    const { headline, levels } = JSON.parse(json()) as Comparison;
    // A busy machine may make every cell of a side unfit, and then there is no verdict.
    const isEvidence = [levels[0]!.a, levels[0]!.b].every((cells) => cells.some(({ status }) => status === "complete"));
    assert.equal(headline.outcome, isEvidence ? "worse" : "no verdict", text());
    if (isEvidence) assert.match(headline.text, /^new is slower: median \(p50\) \+\d+ ms .* at 8 users\./);
    assert.equal(code, /^ {2}invalid: /m.test(text()) ? 98 : 4, text());
    const turns = [...text().matchAll(/^\d\/6 {2}(old|new) .*% failed$/gm)].map(([, side]) => side);
    assert.deepEqual(turns, ["old", "new", "new", "old", "old", "new"]);
    assert.match(readFileSync(out, "utf8"), new RegExp(headline.outcome === "worse" ? "new is slower" : "No verdict"));
    const runs = await Promise.all((await listRuns(runsDir(home.path))).map(({ dir }) => readRun(dir)));
    assert.deepEqual(runs.map(({ stack, cells }) => `${stack} ${cells.length}`).sort(), ["new 3", "old 3"]);
    assert.doesNotMatch(text() + JSON.stringify(runs) + readFileSync(out, "utf8"), /secret/);
  });

  it("ab keeps what was measured when it is interrupted, and compares it", async () => {
    const { child, ended, sees, text } = ab(await serverOf(40), await serverOf(40), "--duration", "2s");
    await sees(/^ ?3\/12 .*left$/m);
    child.kill("SIGTERM");
    assert.equal(await ended, 105, text());
    assert.match(text(), /interrupted; keeping results/);
    assert.match(text(), /^report: /m);
    const runs = await listRuns(runsDir(home.path));
    assert.equal(runs.length, 2);
    // A cell that a busy machine disturbs makes its run invalid rather than partial.
    for (const { status, next } of runs) {
      assert.ok(["partial", "invalid"].includes(status), status);
      assert.match(next, /`stackmark ab`/);
    }
  });

  it("ab measures nothing where nothing answers, and names the side", async () => {
    const server = await serverOf(1);
    const { ended, text } = ab(server, "http://user:secret@127.0.0.1:9/", "--names", "old,new");
    assert.equal(await ended, 98);
    assert.match(text(), /Nothing was measured:\n {2}- new: nothing answers at 127\.0\.0\.1:9\n/);
    assert.deepEqual(await listRuns(runsDir(home.path)), []);
  });

  it("ab ends after the turn in which a side fails every request, and keeps it", async () => {
    const server = createServer((request) => void request.socket.destroy());
    servers.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const dead = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { ended, text } = ab(await serverOf(1), dead, "--names", "old,new", "--duration", "2s");
    assert.equal(await ended, 98, text());
    assert.match(text(), /^ended after turn 2 of 12: new: /m);
    const first = ab(dead, await serverOf(1), "--names", "old,new", "--duration", "2s");
    assert.equal(await first.ended, 98, first.text());
    assert.match(first.text(), /^ended after turn 1 of 12: old: /m);
    const [, runId = ""] = /^error\[NO_COMPARISON\]: only old was measured; it is kept as run (\S+)$/m.exec(
      first.text(),
    )!;
    assert.ok((await listRuns(runsDir(home.path))).some((run) => run.runId === runId));
  });
});
