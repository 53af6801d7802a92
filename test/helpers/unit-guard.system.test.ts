import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./imports.ts";

describe("the guard of the unit tests", () => {
  it("a unit test that starts a process or waits fails its file, and the failure names the test and the line", () => {
    const file = "test/fixtures/unit-guard/violations.ts";
    const mocha = [join(root, "node_modules/mocha/bin/mocha.js"), "--require", "test/helpers/unit-guard.ts"];
    const { stdout } = spawnSync(process.execPath, [...mocha, "--reporter", "json", file], {
      cwd: root,
      encoding: "utf8",
    });
    const { tests, failures } = JSON.parse(stdout) as {
      tests: { title: string }[];
      failures: { title: string; err: { message: string } }[];
    };
    assert.match(failures.at(-1)!.title, /after all/);
    const lines = failures.at(-1)!.err.message.split("\n");
    assert.deepEqual(
      lines.filter((line) => !/^ +at /.test(line)).map((line) => line.replace(/ (starts|waits) .*/, "")),
      [
        "Unit tests neither start processes nor wait; name the file X.system.test.ts.",
        ...tests.map(({ title }) => title).filter((title) => title.startsWith("violates")),
      ],
    );
    assert.match(lines[2]!, /violations\.ts:\d+/);
  });
});
