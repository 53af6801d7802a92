import assert from "node:assert/strict";
import { surveyScript } from "../../../infra/generators/install.ts";
import { attachCommand, removeScript, startScript, workerFolder } from "../../../infra/generators/worker-scripts.ts";

const installed = { node: ".stackmark/generator/aa/node", generator: ".stackmark/generator/bb/generator.mjs" };

describe("scripts on generator machines", () => {
  it("each worker of each load has a folder of its own", () => {
    const folders = ["one", "two"].flatMap((load) => [1, 2].map((index) => workerFolder(load, index)));
    assert.equal(new Set(folders).size, 4);
  });

  it("a worker is not started in the folder of another one", () => {
    const lines = startScript(installed, ".stackmark/loads/one-1", "office-0a1b2c3d").split("\n");
    assert.ok(lines.indexOf("mkdir '.stackmark/loads/one-1'") < lines.findIndex((line) => line.includes("setsid")));
    assert.equal(lines[0], "set -eu");
  });

  it("a worker outlives the connection that started it, and takes as many files as it may", () => {
    const script = startScript(installed, ".stackmark/loads/one-1", "office-0a1b2c3d");
    assert.match(script, /^ulimit -n "\$\(ulimit -Hn\)"$/m);
    assert.match(script, /^nohup setsid .* serve "\$HOME"\/'\.stackmark\/loads\/one-1' <\/dev\/null >.* 2>&1 &$/m);
  });

  it("all commands name files below the user's home", () => {
    for (const text of [
      surveyScript([installed.node], "c"),
      startScript(installed, "f", "c"),
      removeScript("f"),
      attachCommand(installed, "f"),
    ])
      assert.match(text, /cd "\$HOME"/);
  });
});
