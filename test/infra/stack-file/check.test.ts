import assert from "node:assert/strict";
import { checkStackFile } from "../../../infra/stack-file/index.ts";
import { fakeDaemon, fakeServer } from "../helpers/fake-daemon.ts";
import { withHome } from "../helpers/home.ts";

const stackFile = (port: number): string =>
  JSON.stringify({
    config: {
      "stackmark:topology": { nodes: [{ name: "server", cloud: "local", role: "server" }] },
      "stackmark:workload": { port },
    },
  });

describe("checking a stack file against this machine", () => {
  withHome();

  it("finds a port that another program has", async () => {
    await using other = await fakeServer({});
    const port = Number(new URL(other.url).port);
    const { plan, problems } = await checkStackFile("test", stackFile(port));
    assert.equal(plan, null);
    assert.deepEqual(problems, [
      {
        path: "workload.port",
        found: String(port),
        message: "is in use by another program; choose another, or 0 for any free one",
      },
    ]);
  });

  it("takes a port that the stack itself has, a free one, and any", async () => {
    await using shop = await fakeServer({});
    const port = Number(new URL(shop.url).port);
    const replica = { service: "frontend", replica: 0, port, metricsPort: 1, restarts: 0, state: "running" };
    const quota = { cpu: false, memory: false, note: "" };
    const status = {
      name: "server",
      cpuSeconds: 0,
      memoryBytes: 0,
      throttledSeconds: null,
      quota,
      replicas: [replica],
    };
    await using _node = await fakeDaemon(
      { stack: "test", kind: "nodes", name: "server" },
      { "GET /status": () => ({ body: status }) },
    );
    assert.deepEqual((await checkStackFile("test", stackFile(port))).problems, []);
    await shop[Symbol.asyncDispose]();
    assert.deepEqual((await checkStackFile("other", stackFile(port))).problems, []);
    assert.deepEqual((await checkStackFile("test", stackFile(0))).problems, []);
  });

  it("reports what is wrong with the file itself first", async () => {
    const { problems } = await checkStackFile("test", "config: { stackmark:topology: {} }");
    assert.deepEqual(
      problems.map((problem) => problem.path),
      ["topology.nodes"],
    );
  });
});
