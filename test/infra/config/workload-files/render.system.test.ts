import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planOf } from "../../../../infra/topology/plan.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { parseWorkload, problemsIn, STORE, WEB, writeFiles } from "./application.ts";

describe("a chart on this machine, where Helm is on PATH", () => {
  const folder = temporaryFolder();
  const path = process.env.PATH;
  const workload = { name: "shop", helm: { chart: "./chart", values: { a: 1 } }, entry: { service: "web" } };

  /** A program that records its arguments and its input. */
  function installHelm(script: string): void {
    const record = `echo "$@" > ${join(folder.path, "said")}; /bin/cat >> ${join(folder.path, "said")}`;
    writeFiles(folder.path, { "bin/helm": `#!/bin/sh\n${record}\n${script}\n` });
    chmodSync(join(folder.path, "bin/helm"), 0o755);
    process.env.PATH = join(folder.path, "bin");
  }

  beforeEach(() => writeFiles(folder.path, { "chart/Chart.yaml": "name: shop\n", "out.yaml": `${WEB}---\n${STORE}` }));
  afterEach(() => void (process.env.PATH = path));
  const rendering = (): string => `/bin/cat ${join(folder.path, "out.yaml")}`;

  it("its names are checked, and the plan is the same as without Helm", () => {
    installHelm(rendering());
    const services = { web: { replicas: 2 } };
    assert.deepEqual(problemsIn({ ...workload, services }, folder.path), []);
    const { config } = parseWorkload({ ...workload, services }, folder.path);
    assert.deepEqual(config!.files.objects, []);
    assert.deepEqual(problemsIn({ ...workload, services: { wbe: {} }, entry: { service: "wbe" } }, folder.path), [
      'workload.services.wbe = "wbe": is not a Deployment or StatefulSet of the chart; there are: web, store; did you mean web?',
      'workload.entry.service = "wbe": is not a Service; there are: web, store; did you mean web?',
    ]);
  });

  it("names that an operator may make are not checked", () => {
    installHelm(rendering());
    const custom = "---\napiVersion: example.com/v1\nkind: Database\nmetadata: { name: db }\n";
    writeFiles(folder.path, { "out.yaml": `${WEB}${custom}` });
    assert.deepEqual(problemsIn({ ...workload, services: { "db-primary": { replicas: 2 } } }, folder.path), []);
  });

  it("what Helm says of values that the chart does not take is reported", () => {
    installHelm(`printf 'Error: values do not meet the schema\\nweb.replicas: must be integer\\n' >&2; exit 1`);
    assert.deepEqual(problemsIn(workload, folder.path), [
      "workload.helm: cannot be rendered: Error: values do not meet the schema web.replicas: must be integer",
    ]);
  });

  describe("with values of a canary", () => {
    const canary = { service: "web", values: { image: { tag: "2" } } };

    it("the canary is the Deployment that the chart renders with them, over those of the stable version", () => {
      installHelm(rendering());
      const { config, problems } = parseWorkload({ ...workload, canary }, folder.path);
      assert.deepEqual(problems, []);
      assert.deepEqual([config!.files.canary!.kind, config!.files.canary!.metadata.name], ["Deployment", "web"]);
      assert.match(readFileSync(join(folder.path, "said"), "utf8"), /\{"a":1,"image":\{"tag":"2"\}\}$/);
    });

    it("other values are another workload, whose cells are measured again", () => {
      installHelm(rendering());
      const digestOf = () => planOf("any", parseWorkload({ ...workload, canary }, folder.path).config!).workloadDigest;
      const before = digestOf();
      writeFiles(folder.path, { "out.yaml": `${WEB.replace("web:1", "web:2")}---\n${STORE}` });
      assert.notEqual(digestOf(), before);
    });

    it("a service that they take out of the chart is a problem, and so is a machine without Helm", () => {
      installHelm(rendering());
      const other = { ...canary, service: "worker" };
      assert.deepEqual(problemsIn({ ...workload, canary: other }, folder.path), [
        'workload.canary.service = "worker": is not a Deployment or StatefulSet of the chart; there are: web, store',
        "workload.canary.values: take worker out of the chart: there is no such Deployment with them",
      ]);
      process.env.PATH = "/nowhere";
      assert.deepEqual(problemsIn({ ...workload, canary }, folder.path), [
        "workload.canary.values: need Helm: there is no `helm` on PATH that renders the chart with them",
      ]);
    });

    it("a chart that is not on this machine cannot be rendered", () => {
      const helm = { chart: "oci://registry.example/charts/shop", version: "1.2.3" };
      assert.deepEqual(problemsIn({ ...workload, helm, canary }, folder.path), [
        "workload.canary.values: are for a chart that is on this machine, as a folder or .tgz file; set `image` or `env` instead",
      ]);
    });
  });

  it("without Helm, the chart is taken as it is", () => {
    process.env.PATH = join(folder.path, "bin");
    assert.deepEqual(problemsIn({ ...workload, services: { wbe: {} } }, folder.path), []);
  });
});
