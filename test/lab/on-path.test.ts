import assert from "node:assert/strict";
import { isOnPath } from "../../lab/on-path.ts";

describe("whether a program is on PATH", () => {
  it("a name is looked for in the folders of PATH", () => {
    assert.ok(isOnPath("sh"));
    assert.ok(!isOnPath("no-such-program"));
  });

  it("a path is that of the program, as Go may have one of its C compiler", () => {
    assert.ok(isOnPath(process.execPath));
    assert.ok(!isOnPath("/usr/bin/no-such-program"));
  });
});
