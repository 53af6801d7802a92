import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadScenario } from "../../../loadgen/scenario/load.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const SOURCES = {
  "shop.mjs": "export default {\n  name: 'shop' weight: 1,\n};\n",
  "shop.ts": "const a = 1;\n\nconst b: number = ;\nexport default {};\n",
  "outer.mjs": "import './shop.mjs';\nexport default {};\n",
};
const EXPECTED = {
  "shop.mjs": /shop\.mjs:2:16: SyntaxError: .*\n +name: 'shop' weight: 1,\n +\^$/,
  "shop.ts": /shop\.ts:3:19: SyntaxError: .*\n +const b: number = ;\n +\^$/,
  "outer.mjs": /shop\.mjs:2:16: SyntaxError/,
};

describe("a scenario with a syntax error", () => {
  const folder = temporaryFolder();

  it("a syntax error is named with file, line and excerpt, in JavaScript, TypeScript and imported files", async function () {
    this.timeout(30_000);
    for (const [name, text] of Object.entries(SOURCES)) await writeFile(join(folder.path, name), text);
    for (const [name, message] of Object.entries(EXPECTED)) {
      const request = { name: join(folder.path, name), target: new URL("http://shop.test/"), options: {} };
      await assert.rejects(loadScenario(request), { code: "LOAD_SCENARIO_INVALID", message }, name);
    }
  });
});
