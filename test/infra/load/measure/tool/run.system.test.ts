/** The examples of load tools, run for real where the tools are installed. */
import assert from "node:assert/strict";
import type { ToolName } from "../../../../../infra/catalog/load-tools.ts";
import { runTool } from "../../../../../infra/load/measure/tool/run.ts";
import type { ToolSpec } from "../../../../../infra/load/measure/tool/spec.ts";
import { recordedResultSchema } from "../../../../../results/schema/recorded.ts";
import { EXAMPLES, exampleOf, needsAnyTool, needsTool } from "../../../../helpers/load-tools.ts";
import { startServer, type TestServer } from "../../../../helpers/misbehaving-server.ts";

const specOf = (tool: ToolName, over: Partial<ToolSpec> = {}): ToolSpec => ({
  ...{ tool, file: `./${EXAMPLES[tool]}`, codeDigest: "d".repeat(64), users: 3, spawnRatePerS: 10, durationMs: 6000 },
  vantage: { kind: "here", where: "this machine" },
  ...over,
});

describe("loads of other tools", function () {
  this.timeout(120_000);
  let server: TestServer;
  let onRequest: () => void = () => undefined;
  before(async () => {
    server = await startServer((request, response) => {
      onRequest();
      response.writeHead(request.url === "/none" ? 404 : 200).end("ok");
    });
  });
  after(() => server.close());

  async function run(tool: ToolName, signal = new AbortController().signal, over: Partial<ToolSpec> = {}) {
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const hooks = { signal, log, begin: () => undefined, print: () => undefined };
    const file = exampleOf(tool);
    const load = { spec: specOf(tool, over), file, target: `${server.url}/`, where: undefined };
    const outcome = await runTool(load, hooks);
    return { ...outcome, lines };
  }

  for (const tool of ["k6", "locust", "jmeter"] as const)
    it(`${tool}: its results are a cell, with its version, its target and its endpoints`, async function () {
      needsTool(this, tool);
      const { result, imported, seconds } = await run(tool, undefined, { objectives: ["failures<5%"] });
      assert.equal(result.status, "complete", JSON.stringify(result.reasons));
      assert.deepEqual(
        recordedResultSchema.parse(JSON.parse(JSON.stringify(result))).overall.requests,
        result.overall.requests,
      );
      assert.ok(result.overall.requests >= 10, `${result.overall.requests} requests`);
      assert.equal(result.overall.failures, 0);
      assert.deepEqual(
        result.endpoints.map(({ name }) => name),
        ["GET /", "GET /product/:id"],
      );
      assert.match(imported.version!, /^\d+\.\d+/);
      assert.equal(imported.tool, tool);
      assert.ok(seconds.length >= 3, `${seconds.length} seconds`);
      assert.ok(result.vantage.rttMs !== null);
      assert.ok(!imported.absent.some(({ what }) => what === "infrastructure"));
      const ofScript = tool === "k6" ? ["http_req_duration: p(95)<500", "http_req_failed: rate<0.01"] : [];
      const thresholds = result.thresholds ?? [];
      assert.deepEqual(thresholds.map(({ threshold }) => threshold).sort(), ["failures<5%", ...ofScript]);
      assert.ok(thresholds.every(({ holds, value }) => holds && value !== null));
    });

  it("a tool that is stopped keeps what it has measured", async function () {
    const tool = needsAnyTool(this, ["k6", "locust"])[0]!;
    const stop = new AbortController();
    let requests = 0;
    onRequest = () => {
      requests += 1;
      if (requests === 30) stop.abort();
    };
    const { result } = await run(tool, stop.signal, { durationMs: 60_000 });
    assert.deepEqual([result.status, result.reasons.map(({ code }) => code)], ["partial", ["stopped"]]);
    assert.ok(result.overall.requests > 0);
  });
});
