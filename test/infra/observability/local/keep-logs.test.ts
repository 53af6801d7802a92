import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { daemonDir } from "../../../../infra/hosts/local/daemon.ts";
import { keepLogs, markLogs } from "../../../../infra/observability/local/keep-logs.ts";
import { aSource } from "../../helpers/builders.ts";
import { withHome } from "../../helpers/home.ts";

describe("the logs of replicas", () => {
  const home = withHome();
  const source = aSource();
  const logOf = (name: string) => join(daemonDir({ stack: "test", kind: "nodes", name: "server" }), "services", name);
  const cell = () => join(home.path, "cell");
  const kept = (name: string) => readFileSync(join(cell(), "logs", `server-${name}`), "utf8");
  function write(name: string, text: string): void {
    mkdirSync(dirname(logOf(name)), { recursive: true });
    writeFileSync(logOf(name), text);
  }

  it("what a log got during the load is kept, and nothing that was there before", async () => {
    write("web-0.log", "before\n");
    write("quiet-0.log", "before\n");
    const marks = await markLogs(source);
    appendFileSync(logOf("web-0.log"), "during\n");
    write("late-0.log", "started later\n");
    await keepLogs(source, marks, cell());
    assert.deepEqual([kept("web-0.log"), kept("late-0.log")], ["during\n", "started later\n"]);
    assert.equal(existsSync(join(cell(), "logs", "server-quiet-0.log")), false);
  });

  it("a log that was shortened during the load is kept from its start", async () => {
    write("web-0.log", "a long line before\n");
    const marks = await markLogs(source);
    truncateSync(logOf("web-0.log"));
    appendFileSync(logOf("web-0.log"), "after\n");
    await keepLogs(source, marks, cell());
    assert.equal(kept("web-0.log"), "after\n");
  });

  it("of a large log, the last mebibyte is kept", async () => {
    const marks = await markLogs(source);
    write("web-0.log", `${"x".repeat(2 ** 20)}end`);
    await keepLogs(source, marks, cell());
    assert.equal(kept("web-0.log").length, 2 ** 20);
    assert.ok(kept("web-0.log").endsWith("end"));
  });

  it("a stack without logs leaves no folder", async () => {
    await keepLogs(source, await markLogs(source), cell());
    assert.equal(existsSync(cell()), false);
  });
});
