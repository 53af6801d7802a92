import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { LoadError } from "../../../loadgen/index.ts";
import { loadScenario } from "../../../loadgen/scenario/load.ts";

const target = new URL("http://shop.test/");

describe("loading a scenario", () => {
  let folder = "";
  before(async () => void (folder = await mkdtemp(join(tmpdir(), "scenario-"))));
  after(() => rm(folder, { recursive: true }));

  const module = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const refused = (what: RegExp) => (error: unknown) => {
    assert.ok(error instanceof LoadError && error.code === "LOAD_SCENARIO_INVALID");
    assert.match(error.message, what);
    return true;
  };

  it("a scenario module may export a scenario, or a function that makes one from target and options", async () => {
    const body = `name: "own", thinkTime: { kind: "none" }, state: () => null, tasks: [{ name: "a", weight: 1, async run() {} }]`;
    const plain = await module("plain.mjs", `export default { ${body} };`);
    const made = await module(
      "made.ts",
      `export default (target: URL, o: { n: string }) => ({ ${body.replace('"own"', "o.n + target.host")} });`,
    );
    assert.equal((await loadScenario({ name: plain, target, options: {} })).name, "own");
    assert.equal((await loadScenario({ name: made, target, options: { n: "x-" } })).name, "x-shop.test");
  });

  it("an invalid scenario is refused with all its faults at once", async () => {
    const path = await module(
      "bad.mjs",
      `export default { name: "", thinkTime: { kind: "nap" }, tasks: [{ name: "a", weight: 0 }] };`,
    );
    await assert.rejects(
      loadScenario({ name: path, target, options: {} }),
      refused(
        /name: [^]*thinkTime\.kind: [^]*state: is missing; must be a function[^]*tasks\.0\.weight: [^]*tasks\.0\.run: is missing; must be/,
      ),
    );
  });

  it("misspelt keys are refused with what was meant, and unknown ones with what there is", async () => {
    const path = await module(
      "keys.mjs",
      `export default { name: "keys", thinkTime: { kind: "none" }, state: () => null, onStrt() {}, tag: 1,
         tasks: [{ name: "a", weigth: 2, weight: 1, run() {} }] };`,
    );
    await assert.rejects(
      loadScenario({ name: path, target, options: {} }),
      refused(
        /tasks\.0\.weigth: there is no weigth; did you mean weight\?\n[^]*onStrt: there is no onStrt; did you mean onStart\?\n {2}tag: there is no tag; there are name, /,
      ),
    );
  });

  it("options that rest and iot do not have are refused with those that they have", async () => {
    const options = { wat: 1 };
    await assert.rejects(
      loadScenario({ name: "rest", target, options }),
      refused(/has no key wat; it has requests, file, thinkMs/),
    );
    await assert.rejects(
      loadScenario({ name: "iot", target, options }),
      refused(/has no key wat; it has requestsPerLogin, interv/),
    );
  });

  it("paths without a slash are refused with their lines, in whatever way the user is named", async () => {
    const path = await module(
      "paths.ts",
      `// user.get("in a comment")
async function index(user: unknown) { await user.get("index"); /* user.get("x") */ }
export default { name: "paths", thinkTime: { kind: "none" }, state: () => new Map(),
  async onStart(user: unknown, state) { state.get("token"); await user.post(\`login\${state}\`, {}); },
  tasks: [
    { name: "a", weight: 1, run: (visitor: unknown) => visitor.request("GET", 'http://other.test/') },
    { name: "b", weight: 1, run: async user => { await user.get("/fine"); await user.get(state + "x"); } },
    { name: "c", weight: 1, run: index },
  ] };`,
    );
    await assert.rejects(loadScenario({ name: path, target, options: {} }), (error: Error) => {
      const found = [...error.message.matchAll(/paths\.ts:(\d+): "([^"]*)" is no path/g)].map(([, ...rest]) => rest);
      assert.deepEqual(found, [
        ["2", "index"],
        ["4", "login${state}"],
        ["6", "http://other.test/"],
      ]);
      return true;
    });
  });

  it("misspelt options of requests that are written out are refused with their lines", async () => {
    const path = await module(
      "options.ts",
      `const spread = {}, key = "x";
export default { name: "options", thinkTime: { kind: "none" }, state: () => null,
  tasks: [
    { name: "a", weight: 1, async run(user: any) {
      await user.get("/a", { expct: { status: 200 }, headers: { a: "1, {" }, check(reply: any) { return reply; } });
      await user.get("/b", { ...spread, [key]: 1, name, extract: { csrf: /name="[{]" value=\\/([^"]+)/, n: 4 / 2 } });
      await user.post("/c", { expct: 1 }, {
        // timeout: 3,
        "keep-body": true, expect: { stats: [200], json: { "/a/b": {} } },
      });
      await user.request("PUT", \`/d/\${key}\`, { form: {}, timeout: 1 } as any);
      await user.get("/e", key ? { expct: 1 } : {});
    } },
  ] };`,
    );
    await assert.rejects(loadScenario({ name: path, target, options: {} }), (error: Error) => {
      const found = [...error.message.matchAll(/options\.ts:(\d+): there is no option ([^;]*);/g)];
      assert.deepEqual(
        found.map(([, ...rest]) => rest),
        [
          ["5", "expct"],
          ["7", "keep-body"],
          ["7", "expect.stats"],
          ["11", "timeout"],
        ],
      );
      return true;
    });
  });

  it("a module that is missing is refused with the file that was meant", async () => {
    await module("checkout.mjs", "export default {};");
    const name = join(folder, "chekout.mjs");
    await assert.rejects(
      loadScenario({ name, target, options: {} }),
      refused(/there is no file .*chekout\.mjs; did you mean checkout\.mjs\?/),
    );
    await assert.rejects(loadScenario({ name: folder, target, options: {} }), refused(/is no file/));
  });

  it("a module without a default export is refused with what it exports", async () => {
    const empty = await module("empty.mjs", "export const shop = 1;");
    await assert.rejects(
      loadScenario({ name: empty, target, options: {} }),
      refused(/no default export; it exports shop, which/),
    );
  });

  it("a function that returns no scenario is refused with what it returned", async () => {
    for (const [name, value] of Object.entries({
      "nothing.mjs": "undefined",
      "null.mjs": "null",
      "text.mjs": '"shop"',
    })) {
      const file = await module(name, `export default async () => (${value});`);
      await assert.rejects(
        loadScenario({ name: file, target, options: {} }),
        refused(new RegExp(`the function that it exports returned ${value}, no scenario`)),
      );
    }
  });

  it("errors of a module's own code are named with file, line and excerpt, and without a stack", async () => {
    const cases: [name: string, text: string, what: RegExp][] = [
      [
        "thrown.mjs",
        "const a = 1;\nconst b = nothing.x;",
        /thrown\.mjs:2:11: ReferenceError: .*\n +const b = nothing\.x;\n +\^$/,
      ],
      [
        "file.mjs",
        'import { readFileSync } from "node:fs";\nreadFileSync("none.csv");',
        /file\.mjs:2:1: ENOENT: .*none\.csv/,
      ],
      ["import.mjs", 'import "./none.mjs";', /Cannot find module '.*none\.mjs' imported from .*import\.mjs$/],
      ["package.mjs", 'import { runLoad } from "@stackmark/loadgen-none";', /Cannot find package .*`import type`/],
      ["make.mjs", "export default () => {\n  throw new Error('no shop');\n};", /no shop \(.*make\.mjs:2:9\)$/],
    ];
    for (const [name, text, what] of cases) {
      const file = await module(name, text);
      await assert.rejects(loadScenario({ name: file, target, options: {} }), refused(what), name);
      await assert.rejects(loadScenario({ name: file, target, options: {} }), (error: Error) => {
        assert.doesNotMatch(error.message, /\n\s+at /, name);
        return true;
      });
    }
  });

  it("a module that ends the process while it is loaded is refused with the place", async () => {
    const name = await module("exit.mjs", "const a = 1;\nprocess.exit(0);");
    await assert.rejects(
      loadScenario({ name, target, options: {} }),
      refused(/it can't be loaded: .*exit\.mjs:2:9: process\.exit\(0\) was called\n +process\.exit\(0\);/),
    );
  });

  it("a module that does not finish loading is refused after 30 s", async () => {
    const name = await module("waits.mjs", "await new Promise(() => {});\nexport default {};");
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const loading = loadScenario({ name, target, options: {} });
      mock.timers.tick(30_000);
      await assert.rejects(
        loading,
        refused(/it can't be loaded: its code outside of functions did not end within 30 s/),
      );
    } finally {
      mock.timers.reset();
    }
  });

  it("a list of requests that can't be read or used is refused with its file", async () => {
    const cases: [text: string, what: RegExp][] = [
      ['[{"path": }]', /options\.file: .*requests\.json can't be read: .*not valid JSON/],
      ['[{"path": "x", "weight": 0}]', /requests\.json: 0\.weight: must be more than 0/],
    ];
    for (const [text, what] of cases) {
      const file = await module("requests.json", text);
      await assert.rejects(loadScenario({ name: "rest", target, options: { file } }), refused(what));
    }
    const none = { file: join(folder, "none.json") };
    await assert.rejects(
      loadScenario({ name: "rest", target, options: none }),
      refused(/none\.json can't be read: ENOENT/),
    );
  });

  it("unknown options of a built-in scenario are refused, all at once", async () => {
    const options = { requests: [{ path: "x", method: "g t" }], thinkMs: -1 };
    await assert.rejects(
      loadScenario({ name: "rest", target, options }),
      refused(/options\.requests\.0\.method: [^]*options\.requests\.0\.path: [^]*options\.thinkMs: /),
    );
    await assert.rejects(loadScenario({ name: "rest", target, options: {} }), refused(/either requests or file/));
    await assert.rejects(
      loadScenario({ name: "get", target, options: { a: 1 } }),
      refused(/options\.a: it has no options/),
    );
  });
});
