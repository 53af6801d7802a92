import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkStackFile, planStackFile, readStackFile } from "../../infra/stack-file.ts";
import { root } from "../helpers/imports.ts";
import { fakeDaemon, fakeServer } from "./helpers/fake-daemon.ts";
import { withHome } from "./helpers/home.ts";

describe("reading a stack file", () => {
  it("objects become JSON text and text stays as it is, as in Pulumi", () => {
    const { raw } = readStackFile("config:\n  stackmark:load: { repeats: 2 }\n  gcp:project: mine\n");
    assert.deepEqual(raw, { "stackmark:load": '{"repeats":2}', "gcp:project": "mine" });
  });

  it("keys with a secret at any depth are found", () => {
    const { secretKeys } = readStackFile(
      "config:\n  a:b: { secure: x }\n  a:c: { d: [{ secure: y }] }\n  a:e: { secure: z, f: 1 }\n",
    );
    assert.deepEqual(secretKeys, ["a:b", "a:c"]);
  });

  it("malformed YAML is reported with its line", () => {
    const { problems } = readStackFile("config:\n  a: [1\n  b: }\n");
    assert.ok(problems.length > 0);
    assert.match(problems[0]!.path, /^line \d+$/);
    assert.match(problems[0]!.message, /^is not valid YAML: /);
  });

  it("an empty file has no configuration and no problems", () => {
    assert.deepEqual(readStackFile(""), { raw: {}, secretKeys: [], problems: [] });
  });

  it("a configuration that is not an object is rejected", () => {
    assert.deepEqual(readStackFile("config: [1]").problems, [{ path: "config", message: "must be an object" }]);
  });
});

describe("the committed local stack files", () => {
  const files = globSync("Pulumi.local*.yaml", { cwd: root });
  const planFor = (stack: string) => {
    const { plan } = planStackFile(stack, readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
    assert.ok(plan);
    return plan;
  };

  it("both committed local stack files are valid", () => {
    assert.deepEqual(files.sort(), ["Pulumi.local-wan.yaml", "Pulumi.local.yaml"]);
    for (const file of files) assert.deepEqual(planStackFile("x", readFileSync(join(root, file), "utf8")).problems, []);
  });

  it("both local stacks have the same load, so that only the topology differs", () => {
    assert.deepEqual(planFor("local").load, planFor("local-wan").load);
  });

  it("`local` runs everything on one node, and `local-wan` only the frontend behind the WAN", () => {
    assert.deepEqual(new Set(planFor("local").placement.map((placed) => placed.node)), new Set(["server"]));
    const far = planFor("local-wan").placement.filter((placed) => placed.node === "edge");
    assert.deepEqual(
      far.map((placed) => placed.service),
      ["frontend"],
    );
    assert.deepEqual(planFor("local-wan").links, [
      { name: "server--edge", between: ["server", "edge"], oneWayDelayMs: 30, jitterMs: 2, bandwidthMbitPerS: 100 },
    ]);
  });

  it("the notes of `local` list its deviations from the default load", () => {
    const notes = planFor("local").notes.join("\n");
    assert.match(notes, /level high spawns 96 users per second; the default is 10/);
    assert.match(notes, /think times are 0\.3 times those of the scenario/);
  });
});

const nodes = { "stackmark:topology": { nodes: [{ name: "server", cloud: "local", role: "server" }] } };
const stackFile = (port: number): string => JSON.stringify({ config: { ...nodes, "stackmark:workload": { port } } });

describe("checking a stack file against this machine", () => {
  withHome();

  it("a port in use by another program is a problem", async () => {
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

  it("a port of a process that is in use is a problem of that process", async () => {
    await using other = await fakeServer({});
    const port = Number(new URL(other.url).port);
    const processes = [
      { name: "page", command: "true" },
      { name: "words", command: "true", port },
    ];
    for (const service of ["page", "words"]) {
      const workload = { processes, entry: { service } };
      const { problems } = await checkStackFile(
        "test",
        JSON.stringify({ config: { ...nodes, "stackmark:workload": workload } }),
      );
      assert.deepEqual(
        problems.map((problem) => [problem.path, problem.found]),
        [["workload.processes[1].port", String(port)]],
      );
    }
  });

  it("a port in use by the stack itself, a free port and port 0 are no problems", async () => {
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

  it("files that it names and that are not there are problems before a plan is shown, and not only before `up`", async () => {
    const workload = { processes: [{ name: "page", command: "true", cwd: "./none" }], entry: { service: "page" } };
    const config = { ...nodes, "stackmark:workload": workload, "stackmark:load": { scenario: "./none.ts" } };
    for (const before of ["plan", "up"] as const) {
      const { problems } = await checkStackFile("test", JSON.stringify({ config }), root, before);
      assert.deepEqual(
        problems.map(({ path, found }) => [path, found]),
        [
          ["workload.processes[0].cwd", '"./none"'],
          ["load.scenario", '"./none.ts"'],
        ],
      );
    }
  });

  it("problems of the file itself are reported first", async () => {
    const { problems } = await checkStackFile("test", "config: { stackmark:topology: {} }");
    assert.deepEqual(
      problems.map((problem) => problem.path),
      ["topology.nodes"],
    );
  });
});
