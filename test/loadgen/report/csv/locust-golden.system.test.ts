import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LOCUST, needsPython } from "../../helpers/python.ts";

const golden = fileURLToPath(new URL("./golden/", import.meta.url));
const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");

describe("golden CSV files of Locust", function () {
  this.timeout(60_000);

  it("the installed Locust still produces the golden CSV files", function () {
    const python = needsPython(this, LOCUST);
    const folder = mkdtempSync(join(tmpdir(), "locust-golden-"));
    try {
      execFileSync(python, [join(golden, "make.py"), join(golden, "stream.ndjson"), folder], { stdio: "pipe" });
      for (const name of ["stats.csv", "failures.csv", "rounding.csv"])
        assert.equal(read(folder, name), read(golden, name));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
