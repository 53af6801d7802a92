import assert from "node:assert/strict";
import { rehearsalOf, specOf } from "../../../infra/load/spec.ts";
import { calledBy } from "../../../infra/applications/programs.ts";
import { aPlan, anEdge, aServer } from "../helpers/builders.ts";

const processes = [
  { name: "page", command: "node page.mjs {{words.host}}:{{words.port}}", env: { DB: "{{db.port}} {{self.port}}" } },
  { name: "words", command: ["python3", "words.py"], replicas: 2, health: "/health", timeoutS: 5, cwd: "words" },
  { name: "db", command: ["db"], port: 5432, nodeSelector: { role: "edge" } },
];
const plan = aPlan({
  topology: { nodes: [aServer, anEdge] },
  workload: { processes, entry: { service: "page", path: "/hello" }, port: 8080 },
});

describe("the plan of processes", () => {
  it("processes are the services of the workload, scheduled as others are", () => {
    assert.deepEqual(
      plan.workload.services.map(({ name, replicas }) => [name, replicas]),
      [
        ["page", 1],
        ["words", 2],
        ["db", 1],
      ],
    );
    assert.deepEqual(
      plan.placement.map(({ service, node }) => [service, node]),
      [
        ["page", "server"],
        ["words", "edge"],
        ["words", "server"],
        ["db", "edge"],
      ],
    );
    assert.deepEqual([plan.workload.name, plan.workload.entry, plan.workload.port], ["processes", "page", 8080]);
  });

  it("commands that are text are run by a shell, and times are in milliseconds", () => {
    const [page, words] = plan.workload.programs!.list;
    assert.deepEqual(page!.command, ["sh", "-c", "node page.mjs {{words.host}}:{{words.port}}"]);
    const { command, folder, port, health, timeoutMs } = words!;
    assert.deepEqual(
      [command, folder, port, health, timeoutMs],
      [["python3", "words.py"], "words", 0, "/health", 5000],
    );
  });

  it("a program calls the services whose addresses it is told, each once and not itself", () => {
    assert.deepEqual(plan.workload.programs!.list.map(calledBy), [["words", "db"], [], []]);
  });

  it("the port of the entry's process comes before that of the workload", () => {
    const [page, ...others] = processes;
    const own = aPlan({
      workload: {
        processes: [{ ...page, port: 9000 }, ...others.slice(0, 1), { name: "db", command: ["db"] }],
        entry: { service: "page" },
        port: 8080,
      },
    });
    assert.equal(own.workload.port, 9000);
  });

  it("users request the entry's path by default, with a think time", () => {
    const { scenario, scenarioOptions } = specOf(plan, { level: "low", repeat: 1 });
    assert.equal(scenario, "rest");
    assert.deepEqual(scenarioOptions, { requests: [{ path: "/hello" }], thinkMs: 1000 });
    assert.deepEqual(rehearsalOf(plan)?.["scenarioOptions"], scenarioOptions);
  });

  it("another command is another workload", () => {
    const [page, words, db] = processes;
    const other = aPlan({
      topology: { nodes: [aServer, anEdge] },
      workload: {
        processes: [page, { ...words, command: ["python3", "other.py"] }, db],
        entry: { service: "page", path: "/hello" },
      },
    });
    assert.notEqual(other.workloadDigest, plan.workloadDigest);
    assert.equal(other.topologyDigest, plan.topologyDigest);
  });
});
