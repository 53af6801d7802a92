import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Operator } from "../../../lab/phases/operator.ts";
import { createNamespace, deleteNamespace } from "../../../lab/networks/namespace.ts";
import { eventually } from "../../helpers/eventually.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { skipIf } from "../../helpers/skip.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("commands of the lab's operator", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const namespace = `lab-test-${process.pid}`;

  before(async function () {
    needsHosts(this);
    await createNamespace(namespace);
  });
  after(() => deleteNamespace(namespace));

  const operator = () => new Operator({ dir: folder.path, namespace, passphrase: "of the lab" });
  const shell = (script: string) => ["sh", "-c", script];

  it("remember all that they show, unless it is on a terminal", async function () {
    skipIf(this, process.stdout.isTTY ? "the output of the tests is a terminal" : null);
    const own = operator();
    await own.run(shell("echo not shown"));
    await own.run(shell("echo '      shown'; echo '      an error' >&2; exit 3"), { shows: true });
    assert.deepEqual(own.printed.split("\n").sort(), ["", "      an error", "      shown"]);
  });

  it("get a SIGINT when they are to end, and can end in order", async () => {
    const stopped = new AbortController();
    const file = join(folder.path, "ready");
    const script = `trap 'echo ended in order; exit 105' INT; echo >${file}; while :; do sleep 0.05; done`;
    const ended = operator().run(shell(script), { signal: stopped.signal });
    await eventually(() => existsSync(file), "the command runs");
    stopped.abort();
    assert.deepEqual(await ended, { exitCode: 105, stdout: "ended in order\n" });
  });

  it("are not started any more once they are to end", async () => {
    await assert.rejects(operator().run(shell("true"), { signal: AbortSignal.abort() }), { name: "AbortError" });
  });
});
