import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { readData, ScenarioData, type DataFile } from "../../../loadgen/scenario/data.ts";
import { loadScenario } from "../../../loadgen/scenario/load.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("data files of a scenario", () => {
  const folder = temporaryFolder();
  const given = (name: string, text: string) => writeFile(join(folder.path, name), text);
  const read = (files: Record<string, DataFile>) => readData(files, join(folder.path, "shop.ts"));

  it("rows are read by column, with quotes and a byte order mark, from beside the module", async () => {
    await given("users.csv", '\ufeffname,city\r\nada,"Portland, OR"\r\n\r\ngrace,\r\n');
    const { data, problems } = await read({ users: { file: "users.csv", columns: ["city"] } });
    assert.deepEqual(problems, []);
    assert.deepEqual(data.get("users")!.rows, [
      { name: "ada", city: "Portland, OR" },
      { name: "grace", city: "" },
    ]);
  });

  it("all problems of all files are reported, with file and line", async () => {
    await given("wide.csv", "a,b\n1,2\n1,2,3\n");
    await given("empty.csv", "a,b\n");
    const files = {
      gone: { file: "gone.csv" },
      wide: { file: "wide.csv" },
      empty: { file: "empty.csv" },
      columns: { file: "wide.csv", columns: ["a", "bb"] },
    };
    await given("wide2.csv", "name,b\n1,2\n");
    const { problems } = await read({ ...files, near: { file: "wide2.csv", columns: ["nmae", "zzz"] } });
    assert.match(
      problems.join("\n"),
      /^data\.gone: there is no file .*gone\.csv\ndata\.wide: .*wide\.csv:3 is not CSV/,
    );
    assert.match(problems.join("\n"), /data\.empty: .*empty\.csv has no rows below its header/);
    assert.match(
      problems[4]!,
      /wide2\.csv:1 has no column nmae; did you mean name\?; .*no column zzz; there are name, b/,
    );
  });

  it("problems of data files are reported with those of the scenario, before the load", async () => {
    const text = `export default { name: "", thinkTime: { kind: "none" }, state: () => null, data: { users: { file: "gone.csv" } },
      tasks: [{ name: "a", weight: 1, run: (user) => user.get("x") }] };`;
    await given("shop.mjs", text);
    const request = { name: join(folder.path, "shop.mjs"), target: new URL("http://shop.test/"), options: {} };
    await assert.rejects(loadScenario(request), {
      code: "LOAD_SCENARIO_INVALID",
      message: /name: [^]*data\.users: there is no file .*gone\.csv\n.*shop\.mjs:2: "x" is no path/,
    });
    await given("shop3.mjs", text.replace("data: {", 'data: { more: { flie: "x" },'));
    await assert.rejects(loadScenario({ ...request, name: join(folder.path, "shop3.mjs") }), {
      message: /data\.more\.file: is missing[^]*data\.users: there is no file .*gone\.csv/,
    });
    await given("shop2.mjs", text.replace("file:", "flie:"));
    await assert.rejects(loadScenario({ ...request, name: join(folder.path, "shop2.mjs") }), {
      message: /data\.users\.flie: there is no flie; did you mean file\?/,
    });
  });

  it("workers together take each row of a shared file equally often, in turns", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), (workers, length) => {
        const rows = Array.from({ length }, (_, index) => ({ n: String(index) }));
        const sets = new Map([["all", { rows, take: "shared" as const }]]);
        const taken = Array.from({ length: workers }, (_, index) => {
          const data = new ScenarioData(sets, { index, count: workers });
          return Array.from({ length }, () => data.row("all", 0)["n"]);
        }).flat();
        for (const { n } of rows) assert.equal(taken.filter((each) => each === n).length, workers);
      }),
    );
  });

  it("each user keeps its own row of a per-user file, on whichever worker it runs", () => {
    const rows = [{ n: "0" }, { n: "1" }, { n: "2" }];
    const data = new ScenarioData(new Map([["own", { rows, take: "per-user" }]]), { index: 1, count: 2 });
    assert.deepEqual(
      [0, 1, 2, 3, 1].map((user) => data.row("own", user)["n"]),
      ["0", "1", "2", "0", "1"],
    );
    assert.throws(() => data.row("other", 0), /no data "other"; there is own/);
  });
});
