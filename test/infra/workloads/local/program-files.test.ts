import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InfraError } from "../../../../infra/errors.ts";
import { versionedPlan } from "../../../../infra/workloads/local/program-files.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { aPlan } from "../../helpers/builders.ts";

describe("the versions of programs", () => {
  const folder = temporaryFolder();
  const write = (file: string, text: string) => writeFileSync(join(folder.path, file), text);
  const planned = (process: Record<string, unknown>) =>
    aPlan({ workload: { processes: [{ name: "web", ...process }], entry: { service: "web" } } });
  const digestOf = (process: Record<string, unknown>) =>
    versionedPlan(planned(process), () => folder.path).workloadDigest;

  it("a change of a file that the command names is another version, and another workload", () => {
    for (const command of [["sh", "web.sh"], "sh web.sh --fast"]) {
      write("web.sh", "echo one");
      const before = digestOf({ command });
      assert.equal(digestOf({ command }), before);
      write("web.sh", "echo two");
      assert.notEqual(digestOf({ command }), before);
    }
  });

  it("files and folders that are listed count, but not what is installed or hidden in them", () => {
    const process = { command: ["sh", "-c", "true"], files: ["lib"] };
    for (const name of ["lib", "lib/deep", "lib/node_modules", "lib/.cache"]) mkdirSync(join(folder.path, name));
    write("lib/deep/a.txt", "1");
    const before = digestOf(process);
    write("lib/node_modules/b.txt", "1");
    write("lib/.cache/c.txt", "1");
    write("other.txt", "1");
    assert.equal(digestOf(process), before);
    write("lib/deep/a.txt", "2");
    assert.notEqual(digestOf(process), before);
  });

  it("folders, files and programs that are not there are reported all at once", () => {
    const processes = [
      { name: "a", command: ["no-such-program"], files: ["gone.txt"] },
      { name: "b", command: ["./run"] },
      { name: "c", command: ["sh"], cwd: "nowhere" },
    ];
    write("run", "not executable");
    const plan = aPlan({ workload: { processes, entry: { service: "a" } } });
    assert.throws(
      () => versionedPlan(plan, () => folder.path),
      (error: InfraError) => {
        assert.equal(error.code, "CONFIG_INVALID");
        const lines = error.message.split("\n").slice(1);
        assert.deepEqual(lines, [
          '  - workload.processes[0].files[0] = "gone.txt": is not there',
          '  - workload.processes[0].command = "no-such-program": is not a program in PATH',
          '  - workload.processes[1].command = "./run": is not a program that may be run',
          '  - workload.processes[2].cwd = "nowhere": is not a folder',
        ]);
        return true;
      },
    );
  });

  it("the plan of another workload stays as it is", () => {
    const plan = aPlan();
    assert.equal(
      versionedPlan(plan, () => assert.fail("no folder is needed")),
      plan,
    );
  });
});
