import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { requireHome, requireOutput } from "../../cli/home.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("paths of the command line", () => {
  const folder = temporaryFolder();

  it("requireOutput takes a path whose folder can be made, and leaves nothing there", () => {
    requireOutput(join(folder.path, "report.html"));
    requireOutput(join(folder.path, "a", "b", "report.html"));
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it("requireOutput refuses what no file can be written to: folders, and paths in /proc, /sys and a device", () => {
    for (const path of [folder.path, "/proc/x", "/proc/x/y/report.html", "/sys/x/report.html", "/dev/null/x"])
      assert.throws(() => requireOutput(path), { code: "OUTPUT_NOT_WRITTEN", message: /nothing was started/ }, path);
  });

  it("requireHome refuses a home folder that cannot be made, with how to set another", () => {
    for (const home of ["/proc/x", "/sys/x/y", "/dev/null/x"])
      assert.throws(() => requireHome({ home }), { code: "HOME_NOT_WRITABLE", message: /Set STACKMARK_HOME/ }, home);
  });
});
