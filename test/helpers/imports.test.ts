import assert from "node:assert/strict";
import { importsIn } from "./imports.ts";

const read = (text: string) => importsIn("a/b/x.ts", text).map(({ to, kind }) => `${kind} ${to}`);

describe("importsIn", () => {
  it("importsIn finds every way to import a file", () => {
    assert.deepEqual(
      read(`
        import "./effect.ts";
        import one, { type Two } from "../two.ts";
        import type { Three } from "../../three.ts";
        export * from "./four.ts";
        export type { Five } from './five.ts';
        type Six = import("./six.ts").Six;
        const seven = async () => import(\`./seven.ts\`);
        const eight = require("./eight.mjs");
        const nine = new URL("./nine.ts", import.meta.url);
        const ten = new Worker(new URL("./ten.mjs", import.meta.url));
        const eleven = import.meta.resolve("./eleven.ts");
        const twelve = new URL(\`../twelve\${extname(import.meta.url)}\`, import.meta.url);
      `),
      [
        ...["static a/b/effect.ts", "static a/two.ts", "type three.ts", "static a/b/four.ts", "type a/b/five.ts"],
        ...["type a/b/six.ts", "dynamic a/b/seven.ts", "dynamic a/b/eight.mjs", "url a/b/nine.ts", "url a/b/ten.mjs"],
        ...["url a/b/eleven.ts", "url a/twelve.ts"],
      ],
    );
  });

  it("importsIn finds imports whatever comments stand in and before them", () => {
    assert.deepEqual(read("/* first */ import { a } from './a.ts'; /* 2 */ import './b.ts';"), [
      "static a/b/a.ts",
      "static a/b/b.ts",
    ]);
    assert.deepEqual(read('import {\n  a, // don\'t; "use" `b`\n} from "./a.ts";'), ["static a/b/a.ts"]);
    assert.deepEqual(read('import { a } /* from "./no.ts" */ from "./a.ts";'), ["static a/b/a.ts"]);
  });

  it("importsIn finds none in comments and strings, and no data that a URL names", () => {
    assert.deepEqual(
      read(`
        // import "./a.ts";
        const text = \`
        import "./b.ts";
        \`;
        const data = [new URL("./c.json", import.meta.url), new URL("./d/", import.meta.url), new URL("e.ts", base)];
      `),
      [],
    );
  });

  it("importsIn resolves the packages of this repository, and leaves others as written", () => {
    assert.deepEqual(read('import "#infra/home.ts"; import "@stackmark/engine/io"; import "node:fs"; import "zod";'), [
      ...["static infra/home.ts", "static engine/commands/io.ts", "static node:fs", "static zod"],
    ]);
  });
});
