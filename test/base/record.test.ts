import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readRecord } from "../../base/record.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("a record", () => {
  const folder = temporaryFolder();
  const schema = z.object({ pid: z.number() });

  it("is absent if there is no file, or one that is cut short or of another shape", () => {
    const file = join(folder.path, "record.json");
    const readBack = (text: string) => {
      writeFileSync(file, text);
      return readRecord(file, schema);
    };
    assert.equal(readRecord(file, schema), undefined);
    assert.deepEqual(readBack('{ "pid": 7 }'), { pid: 7 });
    assert.equal(readBack('{ "pid": 7'), undefined);
    assert.equal(readBack('{ "pid": "7" }'), undefined);
  });
});
