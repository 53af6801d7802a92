/** Loads of k6, Locust and JMeter from pods of a cluster in the lab, by those of them that are installed on this machine. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LOAD_TOOLS, type ToolName } from "../../../infra/catalog/load-tools.ts";
import { buildArchive } from "../../../lab/images/build.ts";
import { cacheFolder } from "../../../lab/setup/cache.ts";
import type { CellOutput } from "../../../results/schema/outputs.ts";
import { needsLab } from "../../helpers/lab.ts";
import { needsAnyTool } from "../../helpers/load-tools.ts";
import { toolImages } from "../helpers/tool-images.ts";
import { cartsStackFile } from "./carts-stack.ts";
import { OwnLab } from "./own-lab.ts";

const STACK = "tools";
const PODS = 3;
const USERS = 6;
const LEVELS = [{ name: "low", users: USERS, spawnRatePerS: 6, durationS: 15 }];
const FILES: Record<ToolName, string> = { k6: "carts.k6.js", locust: "carts.locust.py", jmeter: "carts.jmx" };
const stackFile = (tool: ToolName): string =>
  cartsStackFile(
    `tool: ${tool}`,
    `file: ./tools/${FILES[tool]}`,
    "from: cluster",
    `pods: { count: ${PODS}, cpu: 50m, memory: 512Mi }`,
  );

interface Outputs {
  load: Pick<CellOutput, "result" | "imported">[];
}

describe("loads of other tools from pods in the lab", function () {
  this.timeout(1_800_000);
  let tools: ToolName[];

  before(async function () {
    needsLab(this, 7);
    tools = needsAnyTool(this);
    await buildArchive(toolImages(tools), join(cacheFolder(), "images", "tools.tar"));
  });

  it("each tool divides its load among pods, whose requests are added; nothing is left", async () => {
    await using lab = await OwnLab.start();
    for (const tool of tools) await measure(lab, tool);
    await lab.destroyLast(STACK);
  });

  async function measure(lab: OwnLab, tool: ToolName): Promise<void> {
    lab.write(STACK, lab.adapted(stackFile(tool), LEVELS));
    const { load } = await lab.up<Outputs>(STACK);
    const [{ result, imported }] = load as [Outputs["load"][number]];
    const { status, reasons, vantage, overall, endpoints, notes, thresholds } = result;
    console.log(
      `    ${tool} ${imported!.version}: ${status}, ${overall.requests} requests, ${overall.failures} failed, p50 ${overall.allLatencyMs.p50} ms; ${notes?.join("; ")}`,
    );
    assert.deepEqual([status, reasons, overall.failures], ["complete", [], 0]);
    assert.deepEqual([vantage.kind, vantage.where], ["cluster", `${PODS} pods in the cluster, on gen`]);
    assert.ok(endpoints.length === 1 && endpoints[0]!.name.endsWith("cart"), JSON.stringify(endpoints));
    assert.equal(endpoints[0]!.requests, overall.requests);
    const first = notes!.find((note) => note.startsWith(LOAD_TOOLS[tool].title))!;
    if (LOAD_TOOLS[tool].writers === "first") assert.match(first, /its master at pod 0 added/);
    else {
      assert.equal(imported!.files.length, PODS);
      const requests = /: ([\d +]+)$/.exec(first)![1]!.split(" + ").map(Number);
      assert.ok(requests.length === PODS && requests.every((count) => count > 0), first);
      assert.equal(
        requests.reduce((sum, count) => sum + count),
        overall.requests,
      );
    }
    // Each user waits 0.2 s after each answer.
    assert.ok(overall.requests > USERS * 20 && overall.requests <= USERS * 16 * 5, String(overall.requests));
    if (tool === "k6")
      assert.deepEqual(
        thresholds!.map(({ holds }) => holds),
        [true],
      );
    assert.equal(await lab.loadNamespaces(), "");
  }
});
