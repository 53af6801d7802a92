/** A worker's end as its coordinator sees it; the scripts run in a real shell. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sshWorker } from "../../../infra/generators/ssh-worker.ts";
import { startSshServer, type SshServer } from "../../helpers/ssh-server.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const FOLDER = ".stackmark/loads/one-1";
/** Higher than any process ID. */
const NOBODY = 2 ** 30;

describe("a worker that cannot be attached to", function () {
  this.timeout(30_000);
  const home = temporaryFolder();
  let server: SshServer;
  let looked: PromiseWithResolvers<void>;

  beforeEach(async () => {
    looked = Promise.withResolvers();
    server = await startSshServer(({ command, channel }) => {
      execFile("sh", ["-c", command], { env: { ...process.env, HOME: home.path } }, (error, stdout) => {
        channel.write(stdout);
        channel.exit(error === null ? 0 : Number(error.code));
        channel.end();
        if (!command.includes("attach")) looked.resolve();
      });
    });
  });
  afterEach(() => server.close());

  /** @param pid of the worker */
  async function attached(pid: number) {
    mkdirSync(join(home.path, FOLDER), { recursive: true });
    writeFileSync(join(home.path, FOLDER, "pid"), `${pid}\n`);
    writeFileSync(join(home.path, FOLDER, "log"), "./node: GLIBC_2.28 not found\n");
    const installed = { node: "no-node-here", generator: "generator.mjs" };
    const place = { name: "office" };
    const worker = sshWorker({ place, access: server.target, installed, folder: FOLDER, scenario: undefined });
    // As a coordinator does. The end of a command may come with its start, before anybody listens for it.
    for (let isLooked = false; !isLooked;) {
      const stream = await worker.open(new AbortController().signal);
      stream.on("error", () => undefined).resume();
      const closed = once(stream, "close").then(() => false);
      isLooked = await Promise.race([looked.promise.then(() => true), closed]);
    }
    return worker;
  }

  it("has ended if its process is gone, as where Node cannot run, and says what it printed", async () => {
    const { ended } = await attached(NOBODY);
    assert.equal(await ended, "ended on its machine; it printed: ./node: GLIBC_2.28 not found");
  });

  it("has not ended while its process runs, however busy its machine is", async () => {
    const { ended } = await attached(process.pid);
    await looked.promise;
    const pending = Symbol("pending");
    assert.equal(await Promise.race([ended, new Promise((resolve) => setImmediate(resolve, pending))]), pending);
  });
});
