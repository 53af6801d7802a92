import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./helpers/imports.ts";

interface RetiredWord {
  word: string;
  /** Folder that the word must not appear in; empty for the whole tree. */
  folder: string;
}

const GLOSSARY = "docs/glossary.md";

/** Rows of the glossary's last table: code words in backticks, phrases without; several are separated by commas. */
function retiredWords(): RetiredWord[] {
  const [, section = ""] = readFileSync(join(root, GLOSSARY), "utf8").split("## Retired words\n");
  const rows = section.split("\n").filter((line) => /^\| (?!retired|---)/.test(line));
  return rows.flatMap((row) => {
    const [, words = "", , where = ""] = row.split("|").map((cell) => cell.trim());
    const folder = where === "everywhere" ? "" : where.replaceAll("`", "");
    return words.split(/,\s*/).map((word) => ({ word, folder }));
  });
}

/** A code word matches as an identifier, a phrase in any case and across line breaks and comment marks. */
function patternOf(word: string): RegExp {
  const code = /^`(.+)`$/.exec(word);
  if (code) {
    const [before, after] = [/^\w/.test(code[1]!) ? String.raw`(?<![\w$])` : "", String.raw`(?![\w$])`];
    return new RegExp(before + code[1]!.replaceAll(/[.$*]/g, String.raw`\$&`) + after);
  }
  return new RegExp(word.replaceAll(" ", String.raw`[\s*/#>]+`), "i");
}

/** All texts that people wrote, except the glossary, which names the words, and recordings and fixtures. */
const files = globSync(
  [
    "*.{md,yaml,mjs}",
    "{base,infra,loadgen,results,engine,lab,cli,test,bench,scripts,docs}/**/*.{ts,mjs,md,sh,css,html,py,yaml}",
    "test/helpers/hosts/stand-in/*",
  ],
  {
    cwd: root,
    exclude: (path) => /node_modules|test\/fixtures|engine\/recordings/.test(path),
  },
).filter((file) => ![GLOSSARY, "test/glossary.test.ts"].includes(file));

describe("the glossary", () => {
  const words = retiredWords();

  it("the glossary lists retired words, and every folder that it names has files", () => {
    assert.ok(words.length > 10);
    for (const { folder } of words) assert.ok(files.some((file) => file.startsWith(folder)));
  });

  it("a retired phrase is found across a line break, and a retired identifier only as a whole", () => {
    assert.match("// an old\n * phrase", patternOf("an old phrase"));
    assert.match("new Work(parts)", patternOf("`Work`"));
    assert.doesNotMatch("new Workload(Network)", patternOf("`Work`"));
    assert.match("this.#tell(it) || plateau.halves", patternOf("`#tell`"));
    assert.match("this.#tell(it) || plateau.halves", patternOf("`.halves`"));
    assert.doesNotMatch("its halves, #teller", patternOf("`.halves`"));
    assert.doesNotMatch("its halves, #teller", patternOf("`#tell`"));
  });

  it("shell scripts, style sheets and the changelog are searched for retired words", () => {
    for (const kind of [/\.sh$/, /\.css$/, /\.py$/, /^CHANGELOG\.md$/, /stand-in\/k3s\.mjs$/])
      assert.ok(
        files.some((file) => kind.test(file)),
        String(kind),
      );
  });

  for (const { word, folder } of words)
    it(`the retired word ${word} does not appear in ${folder || "the tree"}`, () => {
      const pattern = patternOf(word);
      const found = files.filter(
        (file) => file.startsWith(folder) && pattern.test(readFileSync(join(root, file), "utf8")),
      );
      assert.deepEqual(found, []);
    });
});
