/** Parts of a load in folders of this machine, by the scripts that pods and generator machines run. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LOAD_TOOLS } from "../../../../../../infra/catalog/load-tools.ts";
import { runParts, surveyRunners } from "../../../../../../infra/load/measure/tool/parts/run.ts";
import { removeScript } from "../../../../../../infra/load/measure/tool/parts/scripts.ts";
import { read, type ToolRunner } from "../../../../../../infra/load/measure/tool/parts/runner.ts";
import { temporaryFolder } from "../../../../../helpers/temporary.ts";
import { localRunner } from "./local-runner.ts";

const RUN = { target: "http://127.0.0.1:1", users: 4, spawnRatePerS: null, durationMs: 1000 };

describe("parts of a tool's load", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const bin = (): string => join(folder.path, "bin");
  const results = (): string => join(folder.path, "fetched");

  beforeEach(() => {
    for (const path of [bin(), results()]) mkdirSync(path);
  });

  /** A stand-in for k6: it writes its arguments and its target as its results. */
  const STAND_IN = `#!/bin/sh
if [ "$1" = version ]; then echo "k6 v1.2.3"; exit 0; fi
for arg; do case "$arg" in json=*) out="\${arg#json=}";; esac; done
`;
  function install(script: string): void {
    writeFileSync(join(bin(), "k6"), `${STAND_IN}${script}\n`);
    chmodSync(join(bin(), "k6"), 0o755);
  }

  const runner = (index: number, over: Partial<ToolRunner> = {}): ToolRunner => localRunner(folder.path, index, over);

  async function run(runners: readonly ToolRunner[], signal = new AbortController().signal) {
    assert.equal(await surveyRunners(LOAD_TOOLS.k6, runners), "1.2.3");
    return runParts(LOAD_TOOLS.k6, RUN, runners, results(), { signal, begin: () => undefined });
  }

  it("each part runs its share where its file is, and what it wrote comes back whole, with its code and last lines", async () => {
    install(`{ echo "$TARGET"; pwd; echo "$*"; } >"$out"; echo "the end"; exit 99`);
    const runners = [runner(0), runner(1)];
    const parts = await run(runners);
    assert.deepEqual(
      parts.map(({ place, code, lastLines, isStopped }) => [place, code, lastLines, isStopped]),
      [0, 1].map((index) => [`pod ${index}`, 99, ["the end"], false]),
    );
    for (const [index, part] of parts.entries()) {
      const [target, cwd, args] = readFileSync(join(part.folder, "stream.json"), "utf8").split("\n");
      assert.deepEqual([target, cwd], [RUN.target, join(runners[index]!.paths.work, "code")]);
      assert.ok(args!.includes(`--execution-segment ${["0:1/2", "1/2:1"][index]}`), args);
    }
  });

  it("a tool that is absent or differs between runners is refused before anything is sent", async () => {
    const absent = runner(0, { open: (script) => runner(0).open(script.replaceAll("k6", "no-k6-here")) });
    install("");
    await assert.rejects(surveyRunners(LOAD_TOOLS.k6, [absent, runner(1)]), {
      code: "LOAD_TOOL_FAILED",
      message: /^k6 is not installed at pod 0: .*install it/,
    });
    const other = runner(0, {
      open: (script) => runner(0).open(`${script}\n`.replace("2>&1", "2>&1 | sed s/1.2/1.3/")),
    });
    await assert.rejects(surveyRunners(LOAD_TOOLS.k6, [other, runner(1)]), { message: /pod 0 1\.3\.3, pod 1 1\.2\.3/ });
  });

  it("a stop ends the tool with all that it started, and what it wrote until then is fetched", async () => {
    install(`echo begun >"$out"; sleep 1000 & trap 'echo ended >>"$out"; kill $!; exit 105' TERM; wait`);
    const stop = new AbortController();
    const own = runner(0);
    const begun = setInterval(() => {
      if (existsSync(join(own.paths.work, "results", "stream.json"))) stop.abort();
    }, 50);
    const [part] = await run([own], stop.signal).finally(() => clearInterval(begun));
    assert.deepEqual([part!.code, part!.isStopped], [105, true]);
    assert.equal(readFileSync(join(part!.folder, "stream.json"), "utf8"), "begun\nended\n");
  });

  it("a part that fails stops the others, which are not to blame", async () => {
    install(`case "$*" in *0:1/2*) exit 107;; esac; trap 'exit 105' TERM; sleep 1000 & wait`);
    const parts = await run([runner(0), runner(1)]);
    assert.deepEqual(
      parts.map(({ code, isStopped }) => [code, isStopped]),
      [
        [107, false],
        [105, true],
      ],
    );
  });

  it("a part that ends well without results has failed, because the sum would lack its requests", async () => {
    install(`case "$*" in *0:1/2*) : >"$out";; *) echo good >"$out";; esac`);
    const parts = await run([runner(0), runner(1)]);
    assert.deepEqual(
      parts.map(({ code, how }) => [code, how]),
      [
        [null, "with exit code 0 without stream.json"],
        [0, "with exit code 0"],
      ],
    );
  });

  it("a part whose pod ends is lost, and says how", async () => {
    install(`trap 'exit 105' TERM; sleep 1000 & wait`);
    const [lost, other] = await run([runner(0, { ended: Promise.resolve("was evicted") }), runner(1)]);
    assert.deepEqual([lost!.code, lost!.how], [null, "unseen, because pod 0 was evicted"]);
    assert.equal(other!.isStopped, true);
    await read(runner(0), removeScript(runner(0).paths));
  });

  it("nothing of a part is left after it was removed, though it runs", async () => {
    install(`echo $$ >"$out"; trap '' TERM; sleep 1000 & wait`);
    const own = runner(0, { ended: Promise.resolve("was deleted") });
    await run([own]);
    await read(own, removeScript(own.paths));
    assert.equal(existsSync(own.paths.work), false);
  });
});
