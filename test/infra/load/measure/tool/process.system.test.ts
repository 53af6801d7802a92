import assert from "node:assert/strict";
import { runProcess } from "../../../../../infra/load/measure/tool/process.ts";

const run = (script: string, signal = new AbortController().signal, onLine: (line: string) => void = () => undefined) =>
  runProcess(
    { path: process.execPath, args: ["-e", script], cwd: import.meta.dirname, env: process.env },
    { signal, onLine },
  );

describe("the process of a load tool", () => {
  it("its exit code, its lines and the last of them are known", async () => {
    const lines: string[] = [];
    const { code, how, lastLines } = await run(
      `for (let i = 0; i < 30; i++) console.log("line " + i); console.error(""); process.exitCode = 99;`,
      undefined,
      (line) => void lines.push(line),
    );
    assert.deepEqual([code, how, lines.length], [99, "with exit code 99", 31]);
    assert.deepEqual([lastLines.length, lastLines.at(-1)], [20, "line 29"]);
  });

  it("it is asked to end as by Ctrl-C, together with what it started", async () => {
    const stop = new AbortController();
    const child = `process.on("SIGINT", () => process.exit(7)); setInterval(() => {}, 1000); console.log("ready");`;
    const script = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}],
      { stdio: "inherit" }).on("exit", (code) => process.exit(code)); process.on("SIGINT", () => {});`;
    const { code } = await run(script, stop.signal, () => stop.abort());
    assert.equal(code, 7);
  });

  it("a program that cannot be started is an error", async () => {
    const nothing = { path: "/nowhere/k6", args: [], cwd: "/", env: {} };
    await assert.rejects(runProcess(nothing, { signal: new AbortController().signal, onLine: () => undefined }), {
      code: "ENOENT",
    });
  });
});
