import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
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

  it("without Helm, the chart is taken as it is", () => {
    process.env.PATH = join(folder.path, "bin");
    assert.deepEqual(problemsIn({ ...workload, services: { wbe: {} } }, folder.path), []);
  });
});
