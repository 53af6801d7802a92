import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ERROR_CLASSES } from "../loadgen/schema/request.ts";
import { EXIT } from "../cli/exit.ts";
import { root } from "./helpers/imports.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
/** First cells of the tables below a heading. */
const firstCells = (file: string, heading: string): string[] => {
  const section =
    read(file)
      .split(/^## /m)
      .find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `?([^`|]+?)`? \|/gm)]
    .map((m) => m[1]!)
    .filter((cell) => !/^(code|class|reason|---.*)$/.test(cell));
};

describe("the documents", () => {
  it("the documents list every error code of every package, and no other", () => {
    const files = globSync("{cli,engine,infra,lab,loadgen,results}/**/*.ts", {
      cwd: root,
      exclude: (p) => p.includes("node_modules"),
    });
    const unions = files
      .filter((file) => /(^|\/)errors\.ts$/.test(file))
      .flatMap((file) => read(file).match(/ErrorCode =[^;]+;/g) ?? [])
      .flatMap((union) => [...union.matchAll(/"([^"]+)"/g)].map((m) => m[1]!));
    const ofCli = files.flatMap((file) => [...read(file).matchAll(/new CliError\(\s*"([^"]+)"/g)].map((m) => m[1]!));
    const documented = [
      ...firstCells("docs/errors.md", "Codes"),
      ...read("docs/results.md").match(/RESULTS_[A-Z_]+(?=` \|)/g)!,
    ];
    assert.deepEqual([...new Set(documented)].sort(), [...new Set([...unions, ...ofCli])].sort());
  });

  it("the documents list every exit code in order of precedence", () => {
    assert.deepEqual(firstCells("docs/errors.md", "Exit codes").map(Number), [105, 3, 2, 1, 98, 99, 4, 5, 0]);
    assert.deepEqual(firstCells("docs/errors.md", "Exit codes").map(Number).sort(), Object.values(EXIT).sort());
    assert.deepEqual(firstCells("docs/ci.md", "Exit codes"), firstCells("docs/errors.md", "Exit codes"));
  });

  it("the documents list every class of failed requests with its meaning", () => {
    const text = read("docs/errors.md");
    assert.deepEqual(
      firstCells("docs/errors.md", "Classes of failed requests").sort(),
      Object.keys(ERROR_CLASSES).sort(),
    );
    for (const meaning of Object.values(ERROR_CLASSES)) assert.ok(text.includes(meaning), meaning);
  });

  it("the documents list every reason why a cell is not complete", () => {
    const sources = ["loadgen/coordinator/result/status.ts", ...globSync("infra/load/**/*.ts", { cwd: root })]
      .map(read)
      .join("\n");
    const codes = [...sources.matchAll(/code: ((?:"[a-z-]+"(?: \| )?)+)/g)].flatMap((m) => m[1]!.match(/[a-z-]+/g)!);
    assert.deepEqual(firstCells("docs/errors.md", "Reasons for incomplete").sort(), [...new Set(codes)].sort());
  });

  it("each decision has a number of its own, which its heading repeats", () => {
    const files = globSync("docs/decisions/*.md", { cwd: root });
    const numbers = files.map((file) => /\/(\d{3})-/.exec(file)?.[1]);
    assert.equal(new Set(numbers).size, files.length);
    for (const [i, file] of files.entries()) assert.match(read(file), new RegExp(`^# ${numbers[i]}: `), file);
  });

  it("the documents link only to files that exist", () => {
    const pages = ["README.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md", { cwd: root })];
    for (const page of pages)
      for (const [, target] of read(page)
        .replaceAll(/`[^`]*`/g, "")
        .matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
        assert.ok(globSync(join(root, page, "..", target!)).length > 0, `${page} names ${target}`);
  });

  it("docs/README.md lists every page", () => {
    const list = read("docs/README.md");
    const pages = globSync("docs/*.md", { cwd: root }).map((page) => basename(page));
    const unlisted = pages.filter((page) => page !== "README.md" && !list.includes(`](${page})`));
    assert.deepEqual(unlisted, []);
  });

  it("the documents name only tests and benches that exist", () => {
    for (const page of ["README.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md", { cwd: root })])
      for (const [path] of read(page).matchAll(/\b(?:test|bench)\/[\w./*{},-]*[\w*}]/g))
        assert.ok(globSync(path, { cwd: root }).length > 0, `${page} names ${path}`);
  });
});
