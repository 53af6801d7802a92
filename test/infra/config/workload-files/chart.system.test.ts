import assert from "node:assert/strict";
import { join } from "node:path";
import { planOf } from "../../../../infra/topology/plan.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { parseWorkload, problemsIn, WEB, writeFiles } from "./application.ts";

const entry = { service: "web" };
const path = process.env.PATH;

describe("a chart that a stack file names", () => {
  const folder = temporaryFolder();
  const HELM = { helm: { chart: "./shop", valuesFiles: ["values/base.yaml", "values/small.yaml"] }, entry };
  beforeEach(() => {
    // Without Helm.
    process.env.PATH = folder.path;
    writeFiles(folder.path, {
      "shop/Chart.yaml": "name: shop\nversion: 1.0.0\n",
      "values/base.yaml": "web: { replicas: 2, image: { tag: a, pullPolicy: Always } }\nhosts: [a, b]\n",
      "values/small.yaml": "web: { image: { tag: b } }\nhosts: [c]\n",
    });
  });
  afterEach(() => void (process.env.PATH = path));

  it("values files override each other as Helm's do, and the stack file's values override them", () => {
    const values = { web: { image: { pullPolicy: null } } };
    const { config, problems } = parseWorkload({ ...HELM, helm: { ...HELM.helm, values } }, folder.path);
    assert.deepEqual(problems, []);
    assert.deepEqual(config!.files.values, {
      web: { replicas: 2, image: { tag: "b", pullPolicy: null } },
      hosts: ["c"],
    });
    assert.equal(config!.files.chart!.path, join(folder.path, "shop"));
  });

  it("its services are those that the stack file names, and others are found once it is installed", () => {
    const services = { web: { nodeSelector: { zone: "b" } }, store: { replicas: 2 } };
    const { config } = parseWorkload({ ...HELM, name: "shop", services }, folder.path);
    const { workload, kubernetes } = planOf("own", config!);
    assert.deepEqual(workload.services, [
      { name: "web", replicas: null, nodeSelector: { zone: "b" } },
      { name: "store", replicas: 2, nodeSelector: {} },
    ]);
    assert.deepEqual(kubernetes!.workload.others, { nodeSelector: {}, nodes: ["server", "worker"] });
    assert.deepEqual([kubernetes!.entry.target, kubernetes!.entry.nodes], [null, ["server", "worker"]]);
  });

  it("another file in it, or another value, is another workload", () => {
    const digestOf = (workload: object) => planOf("own", parseWorkload(workload, folder.path).config!).workloadDigest;
    const before = digestOf(HELM);
    assert.notEqual(digestOf({ ...HELM, helm: { ...HELM.helm, values: { debug: true } } }), before);
    writeFiles(folder.path, { "shop/templates/web.yaml": WEB });
    assert.notEqual(digestOf(HELM), before);
  });

  it("a chart and files of values that are not there are reported at once", () => {
    const helm = { chart: "./shp", valuesFiles: ["values/big.yaml"] };
    const [chart, values, ...more] = problemsIn({ helm, entry }, folder.path);
    assert.match(chart!, /^workload\.helm\.chart = "\.\/shp": is not there: .*\/shp does not exist$/);
    assert.match(values!, /^workload\.helm\.valuesFiles\[0\] = "values\/big\.yaml": cannot be read: /);
    assert.deepEqual(more, []);
  });

  it("a folder or file that is no chart is rejected", () => {
    writeFiles(folder.path, { "shop.zip": "" });
    const of = (chart: string) => problemsIn({ helm: { chart }, entry }, folder.path).join("\n");
    assert.match(of("./values"), /is a folder without a Chart\.yaml/);
    assert.match(of("./shop.zip"), /must be a folder with a Chart\.yaml, or a \.tgz file/);
  });
});
