/** The start of workers on machines that answer as a test tells them to. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { generatorBundle } from "../../../infra/generator-bundle.ts";
import type { GeneratorMachine } from "../../../infra/generators/machine.ts";
import { startWorkers } from "../../../infra/generators/start.ts";
import { startSshServer } from "../../helpers/ssh-server.ts";

const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

describe("the start of workers on generator machines", function () {
  this.timeout(60_000);
  let survey: string;

  before(async () => {
    const sums = [await readFile(process.execPath), await generatorBundle()].map(sha256);
    survey = ["Linux x86_64", ...sums].join("\n");
  });

  /** A machine on which all is installed. @param answer to the start of each worker; undefined: none */
  async function machine(name: string, answer: (start: number) => number | undefined) {
    const folders: string[] = [];
    const removed: string[] = [];
    const server = await startSshServer(({ command, channel }) => {
      const end = (code: number): void => {
        channel.exit(code);
        channel.end();
      };
      const [folder = ""] = /\.stackmark\/loads\/[-0-9a-f]+/.exec(command) ?? [];
      if (command.includes("uname")) {
        channel.write(survey);
        return end(0);
      }
      if (!command.includes(" serve ")) {
        removed.push(folder);
        return end(0);
      }
      const code = answer(folders.push(folder));
      if (code !== undefined) end(code);
    });
    const own: GeneratorMachine = { name, workers: 2, claim: "shop-0a1b2c3d", access: server.target };
    return { own, folders, removed, [Symbol.dispose]: () => server.close() };
  }

  it("if a machine fails, all workers that were started are ended, and their folders removed", async () => {
    using good = await machine("good", () => 0);
    using bad = await machine("bad", (start) => (start === 2 ? 1 : 0));
    await assert.rejects(startWorkers([good.own, bad.own], undefined), { code: "SSH_COMMAND" });
    for (const { folders, removed } of [good, bad]) assert.deepEqual(removed.sort(), folders.sort());
    assert.equal(bad.folders.length, 2);
  });

  it("a start that is aborted ends at once, with the reason of its signal, and leaves nothing", async () => {
    const stop = new AbortController();
    using hanging = await machine("hanging", () => void stop.abort(new Error("stopped")));
    await assert.rejects(startWorkers([hanging.own], undefined, stop.signal), /^Error: stopped$/);
    assert.deepEqual(hanging.removed, hanging.folders);
    assert.equal(hanging.folders.length, 1);
  });
});
