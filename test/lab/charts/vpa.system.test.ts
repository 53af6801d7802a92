import assert from "node:assert/strict";
import { join } from "node:path";
import { CHARTS } from "../../../infra/catalog/charts.ts";
import { recommenderValues } from "../../../infra/workloads/recommender/release.ts";
import { packageCharts } from "../../../lab/charts/package.ts";
import { IMAGES } from "../../../lab/images/names.ts";
import { root } from "../../helpers/imports.ts";
import { helmTemplate, needsHelm, type Rendered } from "../helpers/helm.ts";

const CHART = join(root, "lab/charts/vpa");

describe("the lab's chart of the vertical autoscaler", function () {
  this.timeout(60_000);
  before(function () {
    needsHelm(this);
  });

  const render = (values: object): Rendered[] => helmTemplate(CHART, values, "recommender", "recommender");

  it("the version is the one that is installed by default", async () => {
    const charts = await packageCharts();
    const { metadata } = charts.find((chart) => chart.metadata.name === CHARTS.recommender.name)!;
    assert.equal(metadata.version, CHARTS.recommender.version);
  });

  it("with the values of the stack, it has the recommender alone, on the server, with its flags", () => {
    const { spec } = render(recommenderValues("server")).find(({ kind }) => kind === "Deployment")!;
    const pod = spec.template.spec;
    assert.deepEqual(pod.nodeSelector, { "kubernetes.io/hostname": "server" });
    assert.deepEqual(
      pod.containers.map(({ image, args }: Record<string, unknown>) => [image, args]),
      [
        [
          IMAGES.recommender,
          [
            "--pod-recommendation-min-cpu-millicores=1",
            "--pod-recommendation-min-memory-mb=1",
            "--recommender-interval=15s",
          ],
        ],
      ],
    );
  });

  it("the parts that change pods are refused, because the lab does not have them", () => {
    assert.throws(() => render({ ...recommenderValues("server"), updater: { enabled: true } }), /updater/);
  });
});
