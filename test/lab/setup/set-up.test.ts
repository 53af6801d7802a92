import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cache } from "../../../lab/setup/cache.ts";
import type { Part, PartWork } from "../../../lab/setup/parts.ts";
import { setUp, unbuildable, type Ways } from "../../../lab/setup/set-up.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const built = (name: string): Part => ({
  name,
  version: "v1.0.0",
  source: { go: { main: { folder: name }, cpuMinutes: 3 } },
});
const downloaded: Part = {
  name: "layered",
  version: "v2.0.0",
  source: { npm: { package: "layers@1.0.0", archive: "a.zip", file: "layered" } },
};

describe("setting up the lab", () => {
  const folder = temporaryFolder();
  let cache: Cache;
  let lines: string[];
  let done: string[];
  let failing: string[];
  let isGoThere: boolean;

  beforeEach(() => {
    isGoThere = true;
    cache = new Cache(join(folder.path, "cache"));
    [lines, done, failing] = [[], [], []];
  });

  const make =
    (how: string) =>
    (part: Part, { target }: PartWork) => {
      if (failing.includes(part.name)) return Promise.reject(new Error(`${part.name} does not compile`));
      done.push(`${how} ${part.name}`);
      writeFileSync(target, part.name);
      return Promise.resolve();
    };
  const ways: Ways = {
    unpack: (from, part, target) => make("unpack")(part, { folder: from, target }),
    checkGo: () => (isGoThere ? Promise.resolve(void done.push("check Go")) : Promise.reject(new Error("no Go"))),
    build: make("build"),
    download: make("download"),
  };
  const run = (parts: readonly Part[], from?: string) =>
    setUp({ cache, parts, from, ways, print: (line) => lines.push(line) });
  const prebuilt = (name: string): string => {
    writeFileSync(join(folder.path, `${name}.xz`), "");
    return folder.path;
  };

  it("unpacks what the folder has, downloads what a package has, and builds the rest", async () => {
    await run([built("a"), built("b"), downloaded], prebuilt("a"));
    assert.deepEqual(done.sort(), ["build b", "check Go", "download layered", "unpack a"]);
    assert.ok([built("a"), built("b"), downloaded].every((part) => cache.has(part)));
  });

  it("needs no Go if nothing is built", async () => {
    await run([built("a"), downloaded], prebuilt("a"));
    assert.deepEqual(done.sort(), ["download layered", "unpack a"]);
  });

  it("says what is built and for how long, before it begins", async () => {
    await run([built("a"), built("b")]);
    assert.equal(lines[0], "a, b: built from source, which takes about 6 minutes of one core, and is kept");
    assert.match(lines.at(-2)!, /^[ab] v1\.0\.0: built in \d+ ms, 1 B$/);
    assert.ok(lines.at(-1)!.startsWith(`2 of 2 programs are in ${cache.folder}; built in `));
  });

  it("has unpacked and downloaded everything before it builds anything, and says how long each took", async () => {
    await run([built("a"), built("b"), downloaded, built("c")], prebuilt("c"));
    assert.deepEqual(done.slice(0, 3), ["unpack c", "download layered", "check Go"]);
    assert.deepEqual(
      lines.filter((line) => !/^\w+ v/.test(line)).map((line) => line.replaceAll(/\d+ ms/g, "N ms")),
      [
        `c: unpacked from ${folder.path}`,
        "layered: downloaded from npm",
        "a, b: built from source, which takes about 6 minutes of one core, and is kept",
        `4 of 4 programs are in ${cache.folder}; unpacked in N ms; downloaded in N ms; built in N ms`,
      ],
    );
  });

  it("has what needs no Go also where Go is missing", async () => {
    isGoThere = false;
    await assert.rejects(run([built("a"), downloaded]), { code: "LAB_PART_FAILED", message: "no Go" });
    assert.deepEqual(done, ["download layered"]);
  });

  it("says why what is missing cannot be built, without building anything", async () => {
    const parts = [built("a"), downloaded];
    assert.equal(await unbuildable({ cache, parts, ways }), undefined);
    isGoThere = false;
    assert.equal(await unbuildable({ cache, parts, ways }), "no Go");
    assert.equal(await unbuildable({ cache, parts, from: prebuilt("a"), ways }), undefined);
    assert.deepEqual(done, ["check Go"]);
  });

  it("gives up what goes on when it is interrupted, begins nothing else, and calls neither a failure", async () => {
    const stopped = new AbortController();
    const interrupted: Ways = {
      ...ways,
      build: (part) => {
        stopped.abort();
        return Promise.reject(new Error(`${part.name} was ended by SIGINT`));
      },
    };
    const parts = [downloaded, ...["a", "b", "c"].map(built)];
    await setUp({ cache, parts, ways: interrupted, signal: stopped.signal, print: (line) => lines.push(line) });
    assert.deepEqual(done, ["download layered", "check Go"]);
    assert.ok(cache.has(downloaded) && !cache.has(built("a")));
  });

  it("keeps what is intact, and replaces what was changed", async () => {
    await run([built("a"), downloaded]);
    writeFileSync(cache.path("layered"), "changed");
    done.length = 0;
    await run([built("a"), downloaded]);
    assert.deepEqual(done, ["download layered"]);
  });

  it("finishes the others after a failure, and continues with the failed one the next time", async () => {
    failing = ["a", "c"];
    const parts = [built("a"), built("b"), built("c")];
    await assert.rejects(run(parts), { code: "LAB_PART_FAILED", message: "a does not compile\nc does not compile" });
    failing = [];
    done.length = 0;
    await run(parts);
    assert.deepEqual(done.sort(), ["build a", "build c", "check Go"]);
  });
});
