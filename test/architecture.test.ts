import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cyclesOf, entryGraphs } from "./helpers/cycles.ts";
import { importsOf, root, sourceFiles, type Import } from "./helpers/imports.ts";

interface Rule {
  title: string;
  /** Files that the rule applies to. */
  of: RegExp;
  /** Whether an import breaks the rule. */
  breaks: (i: Import) => boolean;
}

const folder = (i: Import): string => i.to.split("/")[0]!;
const notOurs =
  (...allowed: string[]) =>
  (i: Import) =>
    i.ours && !["base/", ...allowed].some((prefix) => i.to.startsWith(prefix));

const packages = ["base", "infra", "loadgen", "results", "engine", "lab", "cli"];

const rules: Rule[] = [
  { title: "base imports no other package of ours", of: /^base\//, breaks: notOurs() },
  { title: "loadgen imports no other package of ours than base", of: /^loadgen\//, breaks: notOurs("loadgen/") },
  {
    title: "results imports of our packages only base, and the histogram and the cell's schema of loadgen",
    of: /^results\//,
    breaks: notOurs("results/", "loadgen/histogram", "loadgen/schema"),
  },
  {
    title:
      "infra imports of our packages only base, loadgen, the schema, archive, costs, import, comparison, derived metrics and regions of results, and the lab's protocol",
    of: /^infra\//,
    breaks: notOurs(
      "infra/",
      "results/schema",
      "results/archive",
      "results/compare",
      "results/derived",
      "results/regions",
      "results/import",
      "results/cost.ts",
      "results/errors",
      "loadgen/",
      "lab/protocol/",
    ),
  },
  {
    title: "infra's topology and the K3s script import no Pulumi",
    of: /^infra\/(topology\/|k3s\/scripts\/)/,
    breaks: (i) => i.to.startsWith("@pulumi/"),
  },
  {
    title: "infra's hosts of one cloud do not import another cloud's",
    of: /^infra\/hosts\/(azure|gcp)/,
    breaks: (i) =>
      i.ours &&
      /infra\/hosts\/(azure|gcp)/.test(i.to) &&
      !i.to.startsWith(i.file.match(/^infra\/hosts\/(azure|gcp)/)![0]),
  },
  { title: "engine imports no other package of ours than base", of: /^engine\//, breaks: notOurs("engine/") },
  {
    title: "lab imports no other package of ours than base",
    of: /^lab\//,
    breaks: notOurs("lab/"),
  },
  {
    title: "only tests and benches import test",
    of: /^(?!test\/|bench\/)/,
    breaks: (i) => i.ours && folder(i) === "test",
  },
  {
    title: "only cli, tests and benches import cli",
    of: /^(?!cli\/|test\/|bench\/)/,
    breaks: (i) => i.ours && folder(i) === "cli",
  },
];

describe("the folder tree is the architecture", () => {
  const files = sourceFiles();
  const imports = files.flatMap(importsOf);

  it("the files of all source folders and their imports are found", () => {
    for (const name of packages)
      assert.ok(
        files.some((f) => f.startsWith(`${name}/`)),
        name,
      );
    assert.ok(
      imports.some((i) => i.ours && i.file.startsWith("cli/") && folder(i) === "engine"),
      "cli imports engine",
    );
  });

  for (const rule of rules)
    it(rule.title, () => {
      const broken = imports.filter((i) => rule.of.test(i.file) && rule.breaks(i));
      assert.deepEqual(
        broken.map((i) => `${i.file} imports ${i.to}`),
        [],
      );
    });

  it("infra loads loadgen's runtime only inside provider methods; its static imports of loadgen are types", () => {
    const broken = imports.filter(
      ({ file, to, kind }) => /^infra\/(?!load\/measure)/.test(file) && to === "loadgen/index.ts" && kind === "static",
    );
    assert.deepEqual(broken, []);
  });

  it("no files and no folders import each other in a cycle, types included", () => {
    const sources = imports.filter(({ file, ours }) => ours && packages.includes(file.split("/")[0]!));
    const cycles = [...entryGraphs(sources)].flatMap(([folder_, graph]) =>
      cyclesOf(graph).map((cycle) => `${folder_ || "."}: ${cycle.join(" <-> ")}`),
    );
    assert.deepEqual(cycles, []);
  });

  it("no file X.ts stands beside a folder X", () => {
    const folders = new Set(files.flatMap((f) => [dirname(f)]));
    assert.deepEqual(
      files.filter((f) => !/^(test|bench)\//.test(f) && folders.has(f.replace(/\.\w+$/, ""))),
      [],
    );
  });

  it("no file is named utils, helpers, common or misc", () => {
    assert.deepEqual(
      files.filter((f) => /^(utils?|helpers?|common|misc)\./.test(basename(f))),
      [],
    );
  });

  it("a test is skipped only by test/helpers/skip.ts, which asks for the reason", () => {
    assert.deepEqual(
      files.filter((f) => f.startsWith("test/") && /\.skip\(/.test(readFileSync(join(root, f), "utf8"))),
      ["test/helpers/skip.ts"],
    );
  });

  it("source files, tests and benches have at most 250 lines", () => {
    const lines = (f: string) => readFileSync(join(root, f), "utf8").split("\n").length - 1;
    assert.deepEqual(
      files.filter((f) => lines(f) > 250),
      [],
    );
  });
});
