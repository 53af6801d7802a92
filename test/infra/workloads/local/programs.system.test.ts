import assert from "node:assert/strict";
import { existsSync, globSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { homeDir } from "../../../../infra/home.ts";
import { findReady } from "../../../../infra/hosts/local/daemon.ts";
import { endDaemon, endLeftovers } from "../../../../infra/hosts/local/end-daemon.ts";
import { Counters } from "../../../../infra/observability/local/sample.ts";
import { scrapeLocal } from "../../../../infra/observability/local/scrape.ts";
import { checkReady } from "../../../../infra/observability/readiness.ts";
import { create, read, remove, update, type WorkloadInputs } from "../../../../infra/workloads/local/lifecycle.ts";
import { eventually } from "../../../helpers/eventually.ts";
import { pidsWith } from "../../../helpers/programs.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { aPlan, anEdge, aServer, aSource } from "../../helpers/builders.ts";
import { withHome } from "../../helpers/home.ts";
import { emulatedMachines } from "./emulated-machines.ts";

/** Answers with its name and what the service at CALLS answers. */
const SCRIPT = `const { createServer, get } = require("node:http");
const { NAME, CALLS, PORT } = process.env;
createServer((request, answer) => {
  if (!CALLS || request.url === "/alone") return answer.end(NAME);
  get(CALLS + "/alone", { agent: false }, async (other) => {
    let text = "";
    for await (const part of other) text += part;
    answer.end(NAME + " " + text);
  }).on("error", (error) => answer.writeHead(502).end(error.message));
}).listen(Number(PORT), "127.0.0.1");
`;
const near = { "kubernetes.io/hostname": "server" };
const far = { role: "edge" };

describe("programs on two emulated nodes", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const home = withHome(() => endLeftovers("test"));
  /** In every command line, so that what is left can be found. */
  let mark: string;
  beforeEach(() => {
    mark = `${folder.path}/service.cjs`;
    writeFileSync(mark, SCRIPT);
  });

  const service = (name: string, calls: string | null, of: Record<string, unknown> = {}) => ({
    name,
    command: [process.execPath, mark],
    env: { NAME: name, ...(calls === null ? {} : { CALLS: `http://{{${calls}.host}}:{{${calls}.port}}` }) },
    ...of,
  });

  async function deployable(processes: object[], entry = "page"): Promise<WorkloadInputs> {
    const plan = aPlan({
      topology: { nodes: [aServer, anEdge], links: [{ between: ["server", "edge"], oneWayDelayMs: 1 }] },
      workload: { processes, entry: { service: entry } },
    });
    const { nodes, links } = await emulatedMachines(plan);
    const list = plan.workload.programs!.list.map(({ files: _files, ...program }) => program);
    const programs = { project: relative(homeDir(), folder.path), entryPath: "/", list };
    return { stack: "test", name: "processes", entry, port: 0, placement: plan.placement, nodes, links, programs };
  }
  const page = async (url: string) => (await fetch(url, { headers: { connection: "close" } })).text();

  it("programs reach each other, their traffic and usage are counted, and nothing is left after remove", async () => {
    const inputs = await deployable([
      service("page", "words", { nodeSelector: near }),
      service("words", "page", { nodeSelector: far }),
    ]);
    const { id, outs } = await create(inputs);
    assert.equal(await page(outs.endpoint), "page words");
    assert.deepEqual(await read(id, outs), { id, props: outs });

    const source = aSource({
      nodes: ["server", "edge"].map((name) => ({ name, cpus: 1, memoryMiB: 512 })),
      links: ["server--edge"],
      services: inputs.placement.map((placed) => ({ name: placed.service, nodes: [placed.node] })),
      runsPrograms: true,
    });
    await checkReady(source);
    const counters = new Counters();
    const before = (await scrapeLocal(source, counters, 10_000)).sample;
    for (let i = 0; i < 5; i++) await page(outs.endpoint);
    const { sample, problems, down } = await scrapeLocal(source, counters, 10_000);
    assert.deepEqual([problems, down], [[], []]);
    // A connection each, which no answer outlives.
    assert.equal(sample.links![0]!.roundTrips! - before.links![0]!.roundTrips!, 5 * 2);
    for (const { name, cpuSeconds, memoryBytes, crossNodeBytes, networkInBytes } of sample.services) {
      assert.ok(cpuSeconds! > 0 && memoryBytes! > 1_000_000, name);
      assert.equal(crossNodeBytes, sample.crossNodeBytes, name);
      assert.equal(networkInBytes, null, name);
    }

    await remove(outs);
    assert.deepEqual(await read(id, outs), { id: "" });
    assert.deepEqual(pidsWith(mark), []);
    await assert.rejects(page(outs.endpoint));
  });

  it("a program that ends until another is there is started again", async () => {
    const waits = `${folder.path}/waits.cjs`;
    writeFileSync(
      waits,
      `require("node:http").get(process.env.CALLS, { agent: false }, () => require("./service.cjs")).on("error", () => process.exit(1));`,
    );
    const slow = `${folder.path}/slow.cjs`;
    writeFileSync(slow, `setTimeout(() => require("./service.cjs"), 500);`);
    const { outs } = await create(
      await deployable([
        service("page", "words", { command: [process.execPath, waits] }),
        service("words", null, { command: [process.execPath, slow] }),
      ]),
    );
    assert.equal(await page(outs.endpoint), "page words");
  });

  it("all programs that do not start are reported together, by node", async () => {
    const inputs = await deployable([
      service("page", null, { command: ["sh", "-c", "echo broken; exit 4"], nodeSelector: near }),
      service("words", null, { command: ["sleep", "1000"], timeoutS: 0.5, nodeSelector: far }),
    ]);
    await assert.rejects(create(inputs), (error: Error & { code?: string }) => {
      assert.equal(error.code, "WORKLOAD_NOT_READY");
      assert.match(
        error.message,
        /node server: page 0 ended before it was ready \(exit code 4\); its last lines:\n {4}broken/,
      );
      assert.match(error.message, /node edge: words 0 was not ready on port \d+ after 0\.5 s/);
      return true;
    });
  });

  it("the connections to a service with several replicas are given to them in turn, over the link and without", async () => {
    const script = `${folder.path}/numbered.cjs`;
    writeFileSync(script, `process.env.NAME = process.env.STACKMARK_NODE; require("./service.cjs");`);
    const { outs } = await create(
      await deployable([
        service("page", "words", { nodeSelector: near }),
        service("words", null, { command: [process.execPath, script], replicas: 2 }),
      ]),
    );
    const seen = [await page(outs.endpoint), await page(outs.endpoint), await page(outs.endpoint)];
    assert.deepEqual([...new Set(seen)].sort(), ["page edge", "page server"]);
    assert.equal(seen[0], seen[2]);
  });

  it("the connections of users are given in turn to the replicas of an entry that has several", async () => {
    const script = `${folder.path}/replica.cjs`;
    writeFileSync(script, `process.env.NAME = process.env.PORT; require("./service.cjs");`);
    const { outs } = await create(
      await deployable([
        service("page", null, { command: [process.execPath, script], replicas: 3, nodeSelector: far }),
      ]),
    );
    const seen = [];
    for (let i = 0; i < 6; i++) seen.push(await page(outs.endpoint));
    assert.equal(new Set(seen).size, 3);
    assert.deepEqual(seen.slice(3), seen.slice(0, 3));
  });

  it("an update restarts only the programs that changed, and the others keep their ports", async () => {
    const inputs = await deployable([service("page", "words"), service("words", null)]);
    const { outs } = await create(inputs);
    const before = [await replicas(), pidsWith(mark)] as const;
    const list = inputs.programs!.list.map((program) =>
      program.service === "page" ? { ...program, version: "other" } : program,
    );
    const changed = await update({ ...inputs, programs: { ...inputs.programs!, list } });
    assert.deepEqual(await replicas(), before[0]);
    assert.equal(changed.outs.endpoint, outs.endpoint);
    const kept = pidsWith(mark).filter((pid) => before[1].includes(pid));
    assert.deepEqual([before[1].length, kept.length], [2, 1]);
  });

  /** Ports and restarts of all replicas. */
  async function replicas() {
    const answers = await Promise.all(
      ["server", "edge"].map(async (name) => {
        const { control } = (await findReady({ stack: "test", kind: "nodes", name }))!;
        const answer = await fetch(`${control.url}/status`, { headers: { authorization: `Bearer ${control.token}` } });
        return ((await answer.json()) as { replicas: { service: string; port: number; restarts: number }[] }).replicas;
      }),
    );
    return answers.flat().map(({ service: name, port, restarts }) => ({ name, port, restarts }));
  }

  it("a node that was killed leaves neither programs nor cgroups once it is ended", async () => {
    await create(await deployable([service("page", null)]));
    const key = { stack: "test", kind: "nodes", name: "server" } as const;
    const { ready } = (await findReady(key))!;
    process.kill(ready.pid, "SIGKILL");
    await eventually(() => pidsWith(mark).length === 0, "the program has ended");
    await endDaemon(key);
    assert.deepEqual(
      ready.cgroups.slice(0, 1).filter((cgroup) => existsSync(cgroup)),
      [],
    );
    assert.deepEqual(globSync(`${home.path}/test/nodes/server/*`), []);
  });

  it("the programs of another workload are not stopped by the removal of one", async () => {
    const inputs = await deployable([service("page", null)]);
    const { outs } = await create(inputs);
    await remove({ ...inputs, placement: [{ service: "frontend", replica: 0, node: "server" }] });
    assert.equal(await page(outs.endpoint), "page");
  });
});
