import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { CommandLineWatch } from "../../lab/processes.ts";
import { eventually } from "../helpers/eventually.ts";
import { needsLinux } from "../helpers/skip.ts";

describe("a watch of command lines", () => {
  before(function () {
    needsLinux(this, "the command lines of all processes");
  });

  it("sees those of processes that run meanwhile, and remembers them", async () => {
    using watch = new CommandLineWatch();
    const child = spawn("sleep", ["61.4142"]);
    await eventually(() => watch.seen.has("sleep 61.4142"), "the command line is seen");
    child.kill();
    await once(child, "close");
    assert.ok(watch.seen.has("sleep 61.4142"));
  });
});
