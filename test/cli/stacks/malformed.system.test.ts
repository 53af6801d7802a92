import assert from "node:assert/strict";
import fc from "fast-check";
import { record } from "@stackmark/engine/record";
import { assertNamesAll, malformed, projectFolder } from "./malformed-stacks.ts";

describe("malformed stack files", function () {
  this.timeout(120_000);
  const project = projectFolder();

  it("the program itself rejects a malformed stack file with all of its problems, before it registers anything", async () => {
    for (const sample of fc.sample(malformed, { numRuns: 4, seed: 7 })) {
      project.write(sample);
      // A program that fails after it registered something would report that, too.
      await assert.rejects(record({ projectDir: project.dir, stack: sample.stack }), (error: Error) => {
        assert.match(error.message, /problems?; nothing was started/);
        assertNamesAll(error.message, sample);
        return true;
      });
    }
  });
});
