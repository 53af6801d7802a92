import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeProblems, loadCode } from "../../../infra/load/code.ts";
import { findTool } from "../../../infra/load/find-tool.ts";
import { LOAD_TOOLS, TOOL_NAMES } from "../../../infra/catalog/load-tools.ts";
import { aPlan } from "../helpers/builders.ts";

describe("the code of a load", () => {
  let dir: string;
  const path = process.env.PATH;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "stackmark-code-"));
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(dir, { recursive: true });
  });
  const loadOf = (load: Record<string, unknown>) => aPlan({ load }).load;
  const problems = async (load: Record<string, unknown>, before: "preview" | "up" = "up") =>
    (await codeProblems(loadOf(load), dir, before)).map(({ path: at, message }) => `${at}: ${message}`);

  it("a built-in scenario has no file, and so no digest", async () => {
    for (const scenario of ["boutique", "get"]) {
      assert.deepEqual(await problems({ scenario }), []);
      assert.equal(await loadCode("test", loadOf({ scenario }), dir, "up"), null);
    }
  });

  it("a module is loaded before anything starts, and identified", async () => {
    const tasks = `[{ name: "home", weight: 1, run: (user) => user.get("/") }]`;
    const thinkTime = `{ kind: "none" }`;
    writeFileSync(
      join(dir, "shop.mjs"),
      `export default { name: "shop", thinkTime: ${thinkTime}, state: () => 0, tasks: ${tasks} };`,
    );
    assert.deepEqual(await problems({ scenario: "./shop.mjs" }), []);
    assert.match((await loadCode("test", loadOf({ scenario: "./shop.mjs" }), dir, "up"))!, /^[0-9a-f]{64}$/);
  });

  it("a module that is absent, elsewhere, or no scenario is a problem of load.scenario", async () => {
    writeFileSync(join(dir, "empty.mjs"), "export const shop = 1;");
    assert.match((await problems({ scenario: "./none.ts" }))[0]!, /^load\.scenario: there is no file .*none\.ts$/);
    assert.match((await problems({ scenario: "../x.ts" }))[0]!, /must be a path inside the folder of the stack file/);
    assert.match((await problems({ scenario: "./empty.mjs" }))[0]!, /has no default export; it exports shop/);
    await assert.rejects(loadCode("test", loadOf({ scenario: "./none.ts" }), dir, "up"), {
      code: "CONFIG_INVALID",
      message: /Pulumi\.test\.yaml has 1 problem; nothing was started.*load\.scenario = "\.\/none\.ts"/s,
    });
  });

  const importing = (from: string): string => {
    const task = `{ name: "home", weight: 1, run: () => 0 }`;
    return `import "${from}"; export default { name: "shop", thinkTime: { kind: "none" }, state: () => 0, tasks: [${task}] };`;
  };

  it("a module that is sent elsewhere takes the files along that it names", async () => {
    writeFileSync(join(dir, "own.mjs"), "");
    writeFileSync(join(dir, "shop.mjs"), importing("./own.mjs"));
    assert.deepEqual(await problems({ scenario: "./shop.mjs", from: "cluster" }), []);
  });

  it("a module that needs a package can be used on this machine only", async () => {
    mkdirSync(join(dir, "node_modules", "prices"), { recursive: true });
    writeFileSync(join(dir, "node_modules", "prices", "index.js"), "");
    writeFileSync(join(dir, "shop.mjs"), importing("prices"));
    assert.deepEqual(await problems({ scenario: "./shop.mjs" }), []);
    const [message, ...more] = await problems({ scenario: "./shop.mjs", from: "cluster" });
    assert.match(
      message!,
      /^load\.scenario: cannot be used elsewhere .*without packages: .*Cannot find package 'prices'/s,
    );
    assert.ok(!message!.includes("stackmark-scenario-") && more.length === 0, message);
  });

  it("nothing is checked if no load is sent", async () => {
    assert.deepEqual(await problems({ scenario: "./none.ts", enabled: false }), []);
  });

  it("a tool that is not installed is a problem before `up`, which says how to install it", async () => {
    writeFileSync(join(dir, "shop.js"), "");
    process.env.PATH = dir;
    for (const tool of TOOL_NAMES) {
      const load = { tool, file: "./shop.js" };
      assert.deepEqual(await problems(load, "preview"), []);
      const [problem, ...more] = await problems(load);
      const { title, command, install } = LOAD_TOOLS[tool];
      assert.ok(
        problem!.startsWith(`load.tool: ${title} is not installed: there is no \`${command}\` on PATH`),
        problem,
      );
      assert.ok(problem!.includes(install) && more.length === 0);
      writeFileSync(join(dir, command), "#!/bin/sh\n");
      chmodSync(join(dir, command), 0o755);
      assert.deepEqual(await problems(load), []);
    }
    assert.match((await problems({ tool: "k6", file: "./none.js" }))[0]!, /^load\.file: there is no file/);
  });

  it("a tool that runs elsewhere need not be installed here, but a plan of JMeter must let its users be divided", async () => {
    process.env.PATH = dir;
    writeFileSync(join(dir, "shop.js"), "");
    const elsewhere = { from: "cluster", levels: [{ name: "one", users: 5 }] };
    assert.deepEqual(await problems({ ...elsewhere, tool: "k6", file: "./shop.js" }), []);
    const jmeter = { ...elsewhere, tool: "jmeter", file: "./shop.jmx" };
    writeFileSync(join(dir, "shop.jmx"), "<x>5</x>");
    assert.match(
      (await problems(jmeter))[0]!,
      /^load\.file: must take its number of threads from \$\{__P\(users,10\)\}/,
    );
    writeFileSync(join(dir, "shop.jmx"), "<x>${__P(users,5)}</x>");
    assert.deepEqual(await problems(jmeter), []);
  });

  it("a tool is found by its variable before PATH, and only if it is executable", () => {
    writeFileSync(join(dir, "own-k6"), "");
    const env = { PATH: "/nowhere", STACKMARK_K6: join(dir, "own-k6") };
    assert.equal(findTool("k6", env), undefined);
    chmodSync(join(dir, "own-k6"), 0o755);
    assert.equal(findTool("k6", env), join(dir, "own-k6"));
  });
});
