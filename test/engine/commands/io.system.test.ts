import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const MODULE = new URL("../../../engine/commands/io.ts", import.meta.url).href;

const LISTENER = `
  const { listenForInterrupts } = await import(${JSON.stringify(MODULE)});
  const alive = setInterval(() => {}, 1000);
  const interrupts = listenForInterrupts(process.stderr);
  interrupts.signal.addEventListener("abort", () => console.log("stop"));
  interrupts.terminate.addEventListener("abort", () => {
    interrupts[Symbol.dispose]();
    console.log("terminate", process.listenerCount("SIGINT"));
    clearInterval(alive);
  });
  console.log("ready");`;

describe("interrupts", () => {
  it("the first Ctrl-C cancels and prints what a second one does, its copy from npm counts as one with it, and a later one terminates", async () => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", LISTENER]);
    const ended = once(child, "exit");
    let notice = "";
    child.stderr.on("data", (chunk: Buffer) => (notice += chunk.toString()));
    const said: string[] = [];
    let again: NodeJS.Timeout | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      if (line === "ready") child.kill("SIGINT");
      // Until one comes late enough to be a second one.
      else again ??= setInterval(() => child.kill("SIGINT"), 50);
    }
    clearInterval(again);
    assert.deepEqual(said, ["ready", "stop", "terminate 0"]);
    assert.match(notice, /^\^C received; cancelling\. If you would like to terminate immediately, press \^C again\.\n/);
    await ended;
  });
});
