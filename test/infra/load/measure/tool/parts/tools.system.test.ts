/** Parts of the loads of k6, Locust and JMeter on this machine, for real where the tools are installed. */
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { LOAD_TOOLS, TOOL_NAMES } from "../../../../../../infra/catalog/load-tools.ts";
import { findTool } from "../../../../../../infra/load/find-tool.ts";
import { runParts, surveyRunners } from "../../../../../../infra/load/measure/tool/parts/run.ts";
import { readParts } from "../../../../../../results/import/detect.ts";
import { exampleOf, needsTool } from "../../../../../helpers/load-tools.ts";
import { startServer } from "../../../../../helpers/misbehaving-server.ts";
import { temporaryFolder } from "../../../../../helpers/temporary.ts";
import { localRunner } from "./local-runner.ts";

const PARTS = [0, 1, 2];
const LOAD = { users: 6, spawnRatePerS: 6, durationMs: 4000 };

describe("the parts of real tools", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  for (const name of TOOL_NAMES)
    it(`${name}: three parts together send what the target counts`, async function () {
      needsTool(this, name);
      const tool = LOAD_TOOLS[name];
      mkdirSync(join(folder.path, "bin"));
      symlinkSync(findTool(name)!, join(folder.path, "bin", tool.command));
      let counted = 0;
      const server = await startServer((_request, response) => {
        counted += 1;
        response.end("ok");
      });
      const file = exampleOf(name);
      const runners = PARTS.map((index) => localRunner(folder.path, index, {}, file));
      const hooks = { signal: new AbortController().signal, begin: () => undefined };
      try {
        assert.match(await surveyRunners(tool, runners), /^\d+\.\d+/);
        const ends = await runParts(tool, { ...LOAD, target: server.url }, runners, folder.path, hooks);
        assert.deepEqual(
          ends.map(({ code }) => code),
          [0, 0, 0],
        );
        const writers = tool.writers === "all" ? ends : ends.slice(0, 1);
        const { result, partRequests = [] } = await readParts(writers.map((end) => join(end.folder, tool.results)));
        console.log(
          `      ${name}: ${result.overall.requests} requests (${partRequests.join(" + ")}), target ${counted}`,
        );
        const uncounted = counted - result.overall.requests;
        // Locust cuts off requests in flight at its end, and does not count them; the others wait for them.
        assert.ok(uncounted >= 0 && uncounted <= (name === "locust" ? LOAD.users : 0), `${uncounted} not counted`);
        assert.ok(counted > 0 && result.overall.failures === 0);
      } finally {
        await server.close();
      }
    });
});
