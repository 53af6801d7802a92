import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { REFUSED, refuseUnsupported } from "../../../engine/operations/program-support.ts";
import { parseProject } from "../../../engine/project/project-file.ts";
import { locateProgram } from "../../../engine/protocol/program.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("a program that the engine does not take", () => {
  const folder = temporaryFolder();

  /** @param files by path; `index.ts` is the program */
  async function check(files: Record<string, string>, options = ""): Promise<string> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder.path, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const yaml = `name: shop\nruntime:\n  name: nodejs\n  options: {${options}}\n`;
    const project = parseProject(yaml, join(folder.path, "Pulumi.yaml"));
    try {
      refuseUnsupported(project, locateProgram(project.dir, project.main));
      return "";
    } catch (error) {
      assert.equal((error as { code?: string }).code, "ENGINE_PROGRAM_UNSUPPORTED");
      return (error as Error).message;
    }
  }

  const refused: [title: string, files: Record<string, string>, options: string, expected: RegExp][] = [
    [
      "options for Node.js",
      { "index.ts": "" },
      "nodeargs: --trace",
      /Pulumi\.yaml: runtime\.options\.nodeargs: set NODE_/,
    ],
    ["a tsconfig of its own", { "index.ts": "" }, "tsconfig: other.json", /runtime\.options\.tsconfig/],
    ["an enum", { "index.ts": "const a = 1;\nexport enum Size { S }" }, "", /\n {2}index\.ts:2: TypeScript enum /],
    ["a namespace", { "index.ts": "namespace A { export const b = 1; }" }, "", /index\.ts:1: /],
    ["a parameter property", { "index.ts": "class A { constructor(private a: number) {} }" }, "", /index\.ts:1: /],
    [
      "an enum in a file that it imports",
      { "index.ts": 'import "./lib/a.ts";', "lib/a.ts": 'export * from "./b.ts";', "lib/b.ts": "enum A { b }" },
      "",
      /lib\/b\.ts:1: TypeScript enum/,
    ],
    [
      "imports without their extension",
      {
        "index.ts": '\nimport { a } from "./a";\nimport * as b from "./b.js";\nimport c from "./c"',
        "a.ts": "",
        "b.ts": "",
        "c/index.ts": "",
      },
      "",
      /index\.ts:2: imports \.\/a: [^]*index\.ts:3: imports \.\/b\.js[^]*index\.ts:4: imports \.\/c/,
    ],
    [
      "a tsconfig that gives it another meaning",
      {
        "index.ts": "",
        "tsconfig.json": '// why\n{ "compilerOptions": { "paths": { "@/*": ["*"] }, "jsx": "react", } }',
      },
      "typescript: true",
      /tsconfig\.json: paths, jsx: compile with tsc/,
    ],
  ];
  for (const [title, files, options, expected] of refused)
    it(`${title}: refused by name and place`, async () => {
      const message = await check(files, options);
      assert.match(message, expected);
      assert.match(message, /Nothing was started/);
    });

  it("what only looks like it runs: comments, types, JavaScript, and TypeScript that Pulumi does not compile either", async () => {
    const text = `// enum Old { a } and import "./old"
/* import x from "./old"; */
import type { T } from "./types";
export type { U } from "./types";
const text = "an enum Size {}", isRequired = true;
export const value: number = require("./plain") + (await import("./types.ts")).x;`;
    const files = { "index.ts": text, "types.ts": "export type T = 1;", "old.ts": "", "plain.js": "" };
    assert.equal(await check({ ...files, "tsconfig.json": '{"compilerOptions": {"strict": true}}' }), "");
    assert.equal(await check({ "index.ts": "enum A { b }" }, "typescript: false, packagemanager: npm"), "");
  });

  it("engine/README.md lists what is refused, and what to do instead", async () => {
    const readme = await readFile(resolve(import.meta.dirname, "../../../engine/README.md"), "utf8");
    const section = readme.split("\n## ").find((part) => part.startsWith("Programs that it refuses")) ?? "";
    const rows = section
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .slice(2);
    const listed = rows.map((row) => row.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
    assert.deepEqual(Object.fromEntries(listed.filter(([what]) => what !== "`runtime` other than `nodejs`")), REFUSED);
  });
});
